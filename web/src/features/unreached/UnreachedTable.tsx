// The unreached by name: why, and who is responsible; take over, assign, or note that they were reached.
import { Button, Input } from "antd";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { UnreachedRow } from "@/shared/api/types";
import { useUnreached } from "@/shared/api/useUnreached";
import { Empty, Failed, Loading } from "@/shared/ui/States";
import { Ago, TimeText } from "@/shared/ui/TimeText";
import { type Column, VirtualTable } from "@/shared/ui/VirtualTable";
import { TaskActions } from "./TaskActions";
import styles from "./UnreachedTable.module.css";

interface Props {
  disruptionId?: string;
  onOpen: (row: UnreachedRow) => void;
}

function useColumns(oneFlight: boolean): Column<UnreachedRow>[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const title = (key: string) => t(`work.unreached.columns.${key}`);
    const columns: (Column<UnreachedRow> | false)[] = [
      {
        key: "name",
        title: title("name"),
        width: "minmax(150px, 1.3fr)",
        cell: (row) => (
          <>
            {row.name_masked} <code className={styles.code}>{row.locator}</code>
            {row.ssrs.map((ssr) => (
              <abbr key={ssr} className={styles.tag}>
                {ssr}
              </abbr>
            ))}
          </>
        ),
      },
      !oneFlight && {
        key: "flight",
        title: title("flight"),
        width: "minmax(140px, 1fr)",
        cell: (row) => `${row.flight} ${row.board}→${row.off}`,
      },
      !oneFlight && {
        key: "departs",
        title: title("departs"),
        width: "minmax(150px, 1fr)",
        cell: (row) => <TimeText at={row.departs_at} zone={row.board_zone} />,
      },
      {
        key: "reason",
        title: title("reason"),
        width: "minmax(150px, 1.3fr)",
        cell: (row) => t(`work.reason.${row.reason}`, { defaultValue: row.reason }),
      },
      { key: "tries", title: title("tries"), width: "48px", align: "right", cell: (row) => row.attempts },
      {
        key: "last",
        title: title("last"),
        width: "90px",
        align: "right",
        cell: (row) => <Ago at={row.last_attempt_at} />,
      },
      {
        key: "owner",
        title: title("owner"),
        width: "minmax(100px, .8fr)",
        cell: (row) => row.owner ?? <em className={styles.nobody}>{t("work.unreached.nobody")}</em>,
      },
      { key: "act", title: title("act"), width: "auto", cell: (row) => <TaskActions row={row} /> },
    ];
    return columns.filter((c) => c !== false).map((c) => (c.key === "act" ? { ...c, width: "232px" } : c));
  }, [t, oneFlight]);
}

export function UnreachedTable({ disruptionId, onOpen }: Props) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const q = useDeferredValue(search.trim());
  const { data, error, refetch } = useUnreached({ q, disruption_id: disruptionId });
  const columns = useColumns(disruptionId !== undefined);
  return (
    <section className={styles.panel} aria-label={t("work.unreached.title")}>
      <div className={styles.bar}>
        <Input.Search
          allowClear
          className={styles.search}
          placeholder={t("work.unreached.find")}
          aria-label={t("work.unreached.find")}
          value={search}
          onChange={(e) => setSearch(e.target.value)}
        />
        <span className={styles.total} aria-live="polite">
          {data ? t("work.unreached.total", { count: data.total }) : ""}
        </span>
        {error && data ? (
          <Button size="small" onClick={() => void refetch()}>
            {t("retry")}
          </Button>
        ) : null}
      </div>
      {!data ? (
        error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : (
          <Loading rows={8} />
        )
      ) : data.items.length === 0 ? (
        <Empty
          title={t(q ? "work.unreached.emptySearch" : "work.unreached.empty")}
          help={q ? undefined : t("work.unreached.emptyHelp")}
        />
      ) : (
        <VirtualTable
          label={t("work.unreached.title")}
          columns={columns}
          total={data.items.length}
          row={(index) => data.items[index]}
          rowHeight={44}
          minWidth={disruptionId ? 760 : 1080}
          onOpen={onOpen}
        />
      )}
    </section>
  );
}
