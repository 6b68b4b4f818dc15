// What customers are owed: due first, first; taken, kept or not needed any more with one click.
import { App, Button, Input, Popover, Switch, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type PromiseLine, usePromiseDeed, usePromises } from "@/shared/api/usePromises";
import { Pill } from "@/shared/ui/Pill";
import { Empty, Failed, Loading, useErrorText } from "@/shared/ui/States";
import { TimeText } from "@/shared/ui/TimeText";
import styles from "./Promises.module.css";

export function PromisesTable({ onOpen }: { onOpen: (conversationId: string) => void }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState({ mine: false, overdue: false });
  const list = usePromises(filter);
  const column = (key: string) => t(`talk.columns.${key}`);
  return (
    <section className={styles.panel} aria-label={t("talk.promises")}>
      <div className={styles.bar}>
        {(["mine", "overdue"] as const).map((name) => (
          <span key={name} className={styles.switch}>
            <Switch
              size="small"
              aria-label={t(`talk.${name}`)}
              checked={filter[name]}
              onChange={(on) => setFilter((old) => ({ ...old, [name]: on }))}
            />
            {t(`talk.${name}`)}
          </span>
        ))}
        <span className={styles.help}>{t("talk.promisesHelp")}</span>
      </div>
      {list.isPending ? (
        <Loading rows={8} />
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : list.data.items.length === 0 ? (
        <Empty title={t("talk.promisesEmpty")} />
      ) : (
        <Table<PromiseLine>
          size="small"
          rowKey="promise_id"
          pagination={false}
          dataSource={list.data.items}
          columns={[
            {
              title: column("kind"),
              key: "kind",
              render: (_, row) => (
                <>
                  {t(`talk.kind.${row.kind}`)}{" "}
                  {row.overdue ? (
                    <Pill color="red" shape="cross">
                      {t("talk.overdue")}
                    </Pill>
                  ) : null}
                </>
              ),
            },
            { title: column("text"), dataIndex: "text", key: "text" },
            { title: column("customer"), dataIndex: "customer", key: "customer" },
            { title: column("owner"), dataIndex: "owner", key: "owner" },
            {
              title: column("due"),
              key: "due",
              render: (_, row) => (
                <>
                  <TimeText at={row.due_at} />
                </>
              ),
            },
            { title: "", key: "act", render: (_, row) => <Acts row={row} onOpen={onOpen} /> },
          ]}
        />
      )}
    </section>
  );
}

function Acts({ row, onOpen }: { row: PromiseLine; onOpen: (conversationId: string) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const deed = usePromiseDeed();
  const run = (name: "take" | "finish" | "cancel", note = "") =>
    deed.mutate(
      { id: row.promise_id, deed: name, note },
      { onError: (error) => void message.error(errorText(error)) },
    );
  const conversation = row.conversation_id;
  return (
    <span className={styles.acts}>
      <Button size="small" onClick={() => run("take")}>
        {t("talk.takeIt")}
      </Button>
      <End label={t("talk.done")} onEnd={(note) => run("finish", note)} />
      <End label={t("talk.cancel")} onEnd={(note) => run("cancel", note)} />
      {conversation ? (
        <Button size="small" type="link" onClick={() => onOpen(conversation)}>
          {t("talk.open")}
        </Button>
      ) : null}
    </span>
  );
}

function End({ label, onEnd }: { label: string; onEnd: (note: string) => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const content = (
    <div style={{ display: "flex", gap: 8, width: 260 }}>
      <Input
        autoFocus
        aria-label={t("talk.note")}
        placeholder={t("talk.note")}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
        onPressEnter={() => onEnd(note)}
      />
      <Button type="primary" onClick={() => onEnd(note)}>
        {label}
      </Button>
    </div>
  );
  return (
    <Popover trigger="click" content={content} destroyOnHidden>
      <Button size="small">{label}</Button>
    </Popover>
  );
}
