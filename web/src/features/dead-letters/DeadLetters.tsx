// Messages nobody could read: the reason, the body, correct and retry, or dismiss with a reason.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeadLetter } from "@/shared/api/types";
import { useDeadLetters } from "@/shared/api/useDeadLetters";
import { Empty, Failed, Loading } from "@/shared/ui/States";
import { TimeText } from "@/shared/ui/TimeText";
import { type Column, VirtualTable } from "@/shared/ui/VirtualTable";
import styles from "./DeadLetters.module.css";
import { LetterDrawer } from "./LetterDrawer";

function useColumns(): Column<DeadLetter>[] {
  const { t } = useTranslation();
  const title = (key: string) => t(`work.dead.columns.${key}`);
  return [
    {
      key: "at",
      title: title("at"),
      width: "minmax(170px, .8fr)",
      cell: (row) => <TimeText at={row.received_at} />,
    },
    { key: "kind", title: title("kind"), width: "80px", cell: (row) => <code>{row.kind}</code> },
    { key: "source", title: title("source"), width: "minmax(110px, .6fr)", cell: (row) => row.source },
    { key: "reason", title: title("reason"), width: "minmax(240px, 2fr)", cell: (row) => row.reason },
    { key: "tries", title: title("tries"), width: "56px", align: "right", cell: (row) => row.attempts },
  ];
}

export function DeadLetters() {
  const { t } = useTranslation();
  const { data, error, refetch } = useDeadLetters();
  const [open, setOpen] = useState<DeadLetter | null>(null);
  const columns = useColumns();
  const items = data?.items ?? [];
  return (
    <section className={styles.page} aria-labelledby="dead-title">
      <header>
        <h1 id="dead-title">{t("work.dead.title")}</h1>
        <p>{t("work.dead.help")}</p>
        <span aria-live="polite">
          {data ? t("work.dead.total", { count: data.total ?? items.length }) : ""}
        </span>
      </header>
      {!data ? (
        error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : (
          <Loading rows={8} />
        )
      ) : items.length === 0 ? (
        <Empty title={t("work.dead.empty")} help={t("work.dead.emptyHelp")} />
      ) : (
        <VirtualTable
          label={t("work.dead.title")}
          columns={columns}
          total={items.length}
          row={(i) => items[i]}
          rowHeight={44}
          minWidth={760}
          onOpen={setOpen}
          selected={(row) => row.message_id === open?.message_id}
        />
      )}
      <LetterDrawer key={open?.message_id} letter={open} onClose={() => setOpen(null)} />
    </section>
  );
}
