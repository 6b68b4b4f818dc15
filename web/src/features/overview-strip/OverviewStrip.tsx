// The strip that is always there: is everybody being looked after, and is the ledger balanced?
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Overview } from "@/shared/api/types";
import { useOverview } from "@/shared/api/useOverview";
import { count, percent } from "@/shared/format/number";
import { LedgerRing } from "@/shared/ui/LedgerRing";
import { reachLook, reachOrder } from "@/shared/ui/ledgerParts";
import { Pill } from "@/shared/ui/Pill";
import { ShapeIcon } from "@/shared/ui/ShapeIcon";
import { Failed } from "@/shared/ui/States";
import { TimeText } from "@/shared/ui/TimeText";
import styles from "./OverviewStrip.module.css";

function Figure({ label, children, note }: { label: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div className={styles.figure}>
      <dt>{label}</dt>
      <dd>
        <span className={styles.value}>{children}</span>
        {note ? <span className={styles.note}>{note}</span> : null}
      </dd>
    </div>
  );
}

function Light({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  if (overview.ledger_balance !== 0) {
    return (
      <Pill color="red" shape="triangle">
        {t("strip.ledgerOff", { balance: overview.ledger_balance })}
      </Pill>
    );
  }
  if (!overview.ledger_checked_at)
    return (
      <Pill color="grey" shape="question">
        {t("strip.ledgerUnchecked")}
      </Pill>
    );
  return (
    <Pill color="green" shape="check">
      {t("strip.ledgerOk")}
    </Pill>
  );
}

function Parts({ overview }: { overview: Overview }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className={styles.parts}>
      {reachOrder.map((state) => (
        <li
          key={state}
          title={t(`stateHelp.${state}`)}
          style={{ color: `var(--${reachLook[state].color}-fg)` }}
        >
          <ShapeIcon shape={reachLook[state].shape} size={11} />
          <span>{t(`state.${state}`)}</span>
          <b>{count(overview[state], i18n.language)}</b>
        </li>
      ))}
    </ul>
  );
}

export function OverviewStrip() {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useOverview();
  const number = (value: number) => count(value, i18n.language);
  if (!data)
    return error ? (
      <Failed error={error} retry={() => void refetch()} />
    ) : (
      <div className={styles.strip} aria-busy />
    );
  return (
    <section className={styles.strip} aria-label={t("strip.label")}>
      <dl className={styles.figures}>
        <Figure label={t("strip.disruptions")}>{number(data.disruptions_open)}</Figure>
        <Figure
          label={t("strip.affected")}
          note={t("strip.decided", {
            rebooked: number(data.decided.rebooked),
            refunded: number(data.decided.refunded),
          })}
        >
          {number(data.affected)}
        </Figure>
        <div className={styles.ring}>
          <LedgerRing ledger={data} size={52} />
          <Figure label={t("strip.reached")}>{percent(data.reached, data.affected)}</Figure>
          <Parts overview={data} />
        </div>
        <Figure label={t("strip.oldest")}>
          {data.oldest_unreached_at ? (
            <TimeText at={data.oldest_unreached_at} show="ago" />
          ) : (
            <small>{t("strip.oldestNone")}</small>
          )}
        </Figure>
        <Figure label={t("strip.seats")}>
          {number(data.seats_held)} <i>/ {number(data.seats_lacking)}</i>
        </Figure>
        <Figure label={t("strip.lines")}>
          {number(data.lines_busy)} <i>/ {data.lines === null ? "∞" : number(data.lines)}</i>
        </Figure>
        <div className={styles.figure}>
          <dt>{t("strip.ledger")}</dt>
          <dd>
            <Light overview={data} />
            {data.ledger_checked_at ? (
              <span className={styles.note}>
                <TimeText at={data.ledger_checked_at} show="ago" />
              </span>
            ) : null}
          </dd>
        </div>
      </dl>
      <p className="sr-only" aria-live="polite">
        {t("strip.summary", { reached: number(data.reached), affected: number(data.affected) })}
      </p>
    </section>
  );
}
