// Why the robot said it: intent and confidence, slots, rule or article, action and its result.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SaidTurn } from "@/shared/api/useConversations";
import styles from "./Conversations.module.css";

interface Reasons {
  intent?: string;
  confidence?: number;
  sure?: boolean;
  slots?: Record<string, string>;
  alternatives?: [string, number][];
  action?: { kind?: string; state?: string; reason?: string }[];
  outcome?: string;
  facts?: string[];
  emotion?: { label?: string; evidence?: string[] };
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

export function Why({ turn }: { turn: SaidTurn }) {
  const { t } = useTranslation();
  const why = turn.reasons as Reasons;
  const rows: [string, ReactNode][] = [];
  if (why.intent) {
    const sure =
      why.confidence === undefined
        ? ""
        : t(why.sure === false ? "talk.whyUnsure" : "talk.whyConfidence", {
            percent: percent(why.confidence),
          });
    rows.push([
      t("talk.whyIntent"),
      <span key="intent">
        <code>{why.intent}</code> {sure}
      </span>,
    ]);
  }
  if (why.alternatives?.length) {
    rows.push([
      t("talk.whyAlternatives"),
      why.alternatives.map(([name, share]) => `${name} ${percent(share)}`).join(", "),
    ]);
  }
  const slots = Object.entries(why.slots ?? {});
  if (slots.length > 0) {
    rows.push([t("talk.whySlots"), slots.map(([name, value]) => `${name} = ${value}`).join(", ")]);
  }
  if (turn.citations.length > 0) {
    rows.push([
      t("talk.whyRule"),
      turn.citations
        .map((one) => [one.title, one.version, one.clause].filter(Boolean).join(" · "))
        .join("; "),
    ]);
  }
  if (why.facts?.length) rows.push([t("talk.whyFacts"), why.facts.join(", ")]);
  if (why.action?.length) {
    rows.push([
      t("talk.whyAction"),
      why.action.map((act) => [act.kind, act.state, act.reason].filter(Boolean).join(" → ")).join("; "),
    ]);
  }
  if (why.outcome) rows.push([t("talk.whyOutcome"), <code key="outcome">{why.outcome}</code>]);
  if (why.emotion?.label) {
    const evidence = why.emotion.evidence?.length ? ` (${why.emotion.evidence.join(", ")})` : "";
    rows.push([
      t("talk.whyEmotion"),
      `${t(`talk.emotion.${why.emotion.label}`, { defaultValue: why.emotion.label })}${evidence}`,
    ]);
  }
  if (rows.length === 0) return null;
  return (
    <details className={styles.why}>
      <summary>
        {t("talk.why")}
        {why.intent ? ` · ${why.intent}` : ""}
      </summary>
      <dl className={styles.facts}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
