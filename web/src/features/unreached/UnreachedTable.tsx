// The unreached by name: why, and who is responsible; take over, assign, or note that they were reached.
import { Input } from "antd";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { UnreachedRow } from "@/shared/api/types";
import { useUnreached, useUnreachedOf } from "@/shared/api/useUnreached";
import type { WindowedRows, WindowRange } from "@/shared/api/useWindow";
import { useZones } from "@/shared/api/useZones";
import { Empty, Failed, Loading } from "@/shared/ui/States";
import { Ago, TimeText } from "@/shared/ui/TimeText";
import { type Column, VirtualTable } from "@/shared/ui/VirtualTable";
import { TaskActions } from "./TaskActions";
import styles from "./UnreachedTable.module.css";

interface Props {
  onOpen: (row: UnreachedRow) => void;
}

interface Asked {
  q: string;
  range: WindowRange;
}
const start: WindowRange = { first: 0, last: 40 };

/** Everybody of the day. */
export function UnreachedTable({ onOpen }: Props) {
  const [asked, setAsked] = useState<Asked>({ q: "", range: start });
  const rows = useUnreached(useDeferredValue(asked.q.trim()), asked.range);
  return <Table rows={rows} asked={asked} ask={setAsked} oneFlight={false} onOpen={onOpen} />;
}

/** Those of one disruption. */
export function UnreachedOfDisruption({ disruptionId, onOpen }: Props & { disruptionId: string }) {
  const [asked, setAsked] = useState<Asked>({ q: "", range: start });
  const rows = useUnreachedOf(disruptionId, useDeferredValue(asked.q.trim()), asked.range);
  return <Table rows={rows} asked={asked} ask={setAsked} oneFlight onOpen={onOpen} />;
}

interface TableProps extends Props {
  rows: WindowedRows<UnreachedRow>;
  asked: Asked;
  ask: (change: (old: Asked) => Asked) => void;
  oneFlight: boolean;
}

function Table({ rows, asked, ask, oneFlight, onOpen }: TableProps) {
  const { t } = useTranslation();
  const columns = useColumns(oneFlight);
  const onRange = useCallback(
    (first: number, last: number) =>
      ask((old) =>
        old.range.first === first && old.range.last === last ? old : { ...old, range: { first, last } },
      ),
    [ask],
  );
  const { total } = rows;
  return (
    <section className={styles.panel} aria-label={t("work.unreached.title")}>
      <div className={styles.bar}>
        <Input.Search
          allowClear
          className={styles.search}
          placeholder={t("work.unreached.find")}
          aria-label={t("work.unreached.find")}
          value={asked.q}
          onChange={(e) => ask(() => ({ q: e.target.value, range: start }))}
        />
        <span className={styles.help}>{t("work.unreached.help")}</span>
        <span className={styles.total} aria-live="polite">
          {total === null ? "" : t("work.unreached.total", { count: total })}
        </span>
      </div>
      {total === null ? (
        rows.error ? (
          <Failed error={rows.error} retry={rows.retry} />
        ) : (
          <Loading rows={8} />
        )
      ) : total === 0 ? (
        <Empty
          title={t(asked.q ? "work.unreached.emptySearch" : "work.unreached.empty")}
          help={asked.q ? undefined : t("work.unreached.emptyHelp")}
        />
      ) : (
        <VirtualTable
          label={t("work.unreached.title")}
          columns={columns}
          total={total}
          row={rows.row}
          rowHeight={44}
          minWidth={oneFlight ? 820 : 1120}
          onOpen={onOpen}
          onRange={onRange}
        />
      )}
    </section>
  );
}

function useColumns(oneFlight: boolean): Column<UnreachedRow>[] {
  const { t } = useTranslation();
  const zones = useZones();
  return useMemo(() => {
    const title = (key: string) => t(`work.unreached.columns.${key}`);
    const last = (row: UnreachedRow) =>
      row.last_channel
        ? `${t(`facts.channel.${row.last_channel}`, { defaultValue: row.last_channel })}: ${t(`facts.result.${row.last_result}`, { defaultValue: row.last_result ?? "" })} `
        : "";
    const flight: Column<UnreachedRow>[] = [
      {
        key: "flight",
        title: title("flight"),
        width: "minmax(140px, 1fr)",
        cell: (row) => `${row.flight} ${row.board}→${row.off}`,
      },
      {
        key: "departs",
        title: title("departs"),
        width: "minmax(160px, 1fr)",
        cell: (row) => <TimeText at={row.departs_at} zone={zones[row.board ?? ""]} />,
      },
    ];
    return [
      { key: "name", title: title("name"), width: "minmax(160px, 1.3fr)", cell: (row) => <Name row={row} /> },
      ...(oneFlight ? [] : flight),
      {
        key: "reason",
        title: title("reason"),
        width: "minmax(150px, 1.2fr)",
        cell: (row) => t(`work.reason.${row.reason}`, { defaultValue: row.reason ?? "–" }),
      },
      {
        key: "last",
        title: title("last"),
        width: "minmax(110px, 1fr)",
        cell: (row) => (
          <>
            {last(row)}
            <Ago at={row.last_attempt_at} />
          </>
        ),
      },
      {
        key: "owner",
        title: title("owner"),
        width: "minmax(90px, .7fr)",
        cell: (row) => row.owner ?? <em className={styles.nobody}>{t("work.unreached.nobody")}</em>,
      },
      { key: "act", title: title("act"), width: "224px", cell: (row) => <TaskActions row={row} /> },
    ];
  }, [t, oneFlight, zones]);
}

function Name({ row }: { row: UnreachedRow }) {
  return (
    <>
      {row.name} <code className={styles.code}>{row.locator}</code>
      {row.ssrs.map((ssr) => (
        <abbr key={ssr} className={styles.tag}>
          {ssr}
        </abbr>
      ))}
    </>
  );
}
