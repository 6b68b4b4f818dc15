// Search results with the matched places marked, or the list of articles with what waits for somebody.
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ArticleRow, type Hit, useArticles, useKnowledgeSearch } from "@/shared/api/useKnowledge";
import type { StateColor } from "@/shared/theme/theme";
import type { Shape } from "@/shared/ui/ledgerParts";
import { Pill } from "@/shared/ui/Pill";
import { Empty, Failed, Loading } from "@/shared/ui/States";
import styles from "./Knowledge.module.css";

const LOOK: Record<string, [StateColor, Shape]> = {
  draft: ["grey", "dot"],
  in_review: ["amber", "clock"],
  approved: ["green", "check"],
  retired: ["grey", "cross"],
};

export function StatePill({ state }: { state: string }) {
  const { t } = useTranslation();
  const [color, shape] = LOOK[state] ?? ["grey", "dot"];
  return (
    <Pill color={color} shape={shape}>
      {t(`knowledge.state.${state}`)}
    </Pill>
  );
}

export function Marked({ text, spans }: { text: string; spans: number[][] }) {
  const parts: React.ReactNode[] = [];
  let from = 0;
  for (const [start = 0, end = 0] of spans) {
    parts.push(text.slice(from, start), <mark key={start}>{text.slice(start, end)}</mark>);
    from = end;
  }
  parts.push(text.slice(from));
  return <>{parts}</>;
}

/** How often something was asked, and whether the answers helped. */
export function Use({ use }: { use: ArticleRow["use"] }) {
  const { t } = useTranslation();
  return (
    <>
      {(["asked", "helped", "not_helped", "unanswered"] as const)
        .map((what) => t(`knowledge.use.${what}`, { count: use[what] }))
        .join(" · ")}
    </>
  );
}

interface Props {
  selected: string | null;
  onOpen: (id: string) => void;
}

export function SearchResults({ query, ...props }: Props & { query: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useKnowledgeSearch(query);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  if (data.items.length === 0)
    return <Empty title={t("knowledge.nothing")} help={t("knowledge.nothingHelp")} />;
  return (
    <ol className={styles.list} aria-label={t("knowledge.search")}>
      {data.items.map((hit) => (
        <Result key={hit.article_id} hit={hit} threshold={data.threshold} {...props} />
      ))}
    </ol>
  );
}

function Result({ hit, threshold, selected, onOpen }: Props & { hit: Hit; threshold: number }) {
  const { t } = useTranslation();
  return (
    <li className={hit.article_id === selected ? styles.selected : ""}>
      <button type="button" onClick={() => onOpen(hit.article_id)}>
        <b>{hit.title}</b>
        <span className={styles.meta}>
          v{hit.number} · {Math.round(hit.score * 100)} %
          {hit.score < threshold ? ` · ${t("knowledge.unsure")}` : ""}
        </span>
        <span className={styles.quote}>
          <Marked text={hit.quote} spans={hit.spans} />
        </span>
        {hit.reasons.length > 0 ? (
          <span className={styles.meta}>
            {t("knowledge.because")}: {hit.reasons.join(" · ")}
          </span>
        ) : null}
      </button>
    </li>
  );
}

const FILTERS = ["all", "in_review", "draft", "approved", "warning"] as const;

export function ArticleListing(props: Props) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<string>("all");
  const { data, error, refetch } = useArticles(filter);
  return (
    <>
      <div className={styles.filter}>
        <Segmented
          size="small"
          value={filter}
          onChange={setFilter}
          options={FILTERS.map((value) => ({ value, label: t(`knowledge.filter.${value}`) }))}
        />
        <span className={styles.meta}>{data ? t("knowledge.total", { count: data.total }) : ""}</span>
      </div>
      {data ? (
        <p className={styles.meta}>
          {t("knowledge.useAll", { days: data.use.days })}: <Use use={data.use} />
        </p>
      ) : null}
      {error ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Loading rows={8} /> : null}
      {data?.items.length === 0 ? (
        <Empty title={t("knowledge.none")} help={t("knowledge.noneHelp")} />
      ) : (
        <ol className={styles.list}>
          {data?.items.map((row) => (
            <Row key={row.article_id} row={row} {...props} />
          ))}
        </ol>
      )}
    </>
  );
}

function Row({ row, selected, onOpen }: Props & { row: ArticleRow }) {
  const { t } = useTranslation();
  return (
    <li className={row.article_id === selected ? styles.selected : ""}>
      <button type="button" onClick={() => onOpen(row.article_id)}>
        <span className={styles.line}>
          <b>{row.title}</b>
          {row.state === "approved" ? null : <StatePill state={row.state} />}
        </span>
        <span className={styles.meta}>
          v{row.number} · {t(`knowledge.language.${row.language}`)} ·{" "}
          {t(`knowledge.audience.${row.audience}`)} · {row.owner}
        </span>
        {row.use.asked || row.use.unanswered ? (
          <span className={styles.meta}>
            <Use use={row.use} />
          </span>
        ) : null}
      </button>
    </li>
  );
}
