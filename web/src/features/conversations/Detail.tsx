// One conversation: head with what can be done, mood, both sides of the transcript, files, and the line to write on.
import { App, Button, Dropdown, Input, Popover } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type ConversationDetail,
  type Deed,
  fileAddress,
  useConversation,
  useDeed,
} from "@/shared/api/useConversations";
import { useMay } from "@/shared/api/useSession";
import { Failed, Loading, useErrorText } from "@/shared/ui/States";
import styles from "./Conversations.module.css";
import { StatePill } from "./ConversationsView";
import { Emotions } from "./Emotions";
import { Reply } from "./Reply";
import { Transcript } from "./Transcript";

interface Props {
  id: string;
  onChoose: (id: string) => void;
}

export function Detail({ id, onChoose }: Props) {
  const query = useConversation(id);
  const deed = useDeed(id);
  const { message } = App.useApp();
  const errorText = useErrorText();
  const may = useMay("conversations.answer");
  const run = (name: Deed, body?: Record<string, unknown>) =>
    deed.mutate({ deed: name, body }, { onError: (error) => void message.error(errorText(error)) });
  const scroll = useRef<HTMLDivElement>(null);
  const said = query.data?.turns.length ?? 0;
  useEffect(() => {
    if (said > 0) scroll.current?.scrollTo({ top: scroll.current.scrollHeight });
  }, [said]);
  if (query.isPending) return <Loading rows={10} />;
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  const detail = query.data;
  return (
    <>
      <Head detail={detail} may={may} busy={deed.isPending} run={run} />
      <div className={styles.scroll} ref={scroll}>
        <Handover detail={detail} />
        <Emotions score={detail.conversation.score as Parameters<typeof Emotions>[0]["score"]} />
        <Transcript detail={detail} />
        <Files detail={detail} />
        <Others detail={detail} onChoose={onChoose} />
      </div>
      {detail.mine ? <Reply detail={detail} onSay={(body) => run("reply", { ...body })} /> : null}
    </>
  );
}

function Head({
  detail,
  may,
  busy,
  run,
}: {
  detail: ConversationDetail;
  may: boolean;
  busy: boolean;
  run: (deed: Deed, body?: Record<string, unknown>) => void;
}) {
  const { t } = useTranslation();
  const { conversation } = detail;
  const closed = conversation.state === "closed";
  const dispositions = ["resolved", "not_resolved", "spam", "other"] as const;
  return (
    <header className={styles.head}>
      <h2>{conversation.customer || t("talk.unknownCustomer")}</h2>
      <StatePill line={conversation} />
      {conversation.disposition ? (
        <span>
          {t(`talk.disposition.${conversation.disposition}`, { defaultValue: conversation.disposition })}
        </span>
      ) : null}
      <span className={styles.acts}>
        {may && !closed && conversation.state !== "with_person" ? (
          <Button type="primary" loading={busy} onClick={() => run("take")}>
            {t("talk.take")}
          </Button>
        ) : null}
        {detail.mine ? (
          <>
            <Button onClick={() => run("return")}>{t("talk.giveBack")}</Button>
            <Dropdown
              trigger={["click"]}
              menu={{
                items: dispositions.map((key) => ({ key, label: t(`talk.disposition.${key}`) })),
                onClick: ({ key }) => run("close", { disposition: key }),
              }}
            >
              <Button>{t("talk.close")}</Button>
            </Dropdown>
          </>
        ) : null}
        {may && !detail.revealed ? <Reveal onSay={(reason) => run("reveal", { reason })} /> : null}
      </span>
      <p className={styles.note}>
        {t(detail.revealed ? "talk.revealed" : detail.shut ? "talk.shut" : "talk.masked")}
      </p>
    </header>
  );
}

function Reveal({ onSay }: { onSay: (reason: string) => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const say = () => {
    if (reason.trim().length >= 3) onSay(reason.trim());
  };
  const content = (
    <div style={{ display: "flex", gap: 8, width: 300 }}>
      <Input
        autoFocus
        aria-label={t("talk.revealWhy")}
        placeholder={t("talk.revealWhy")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        onPressEnter={say}
      />
      <Button type="primary" disabled={reason.trim().length < 3} onClick={say}>
        {t("talk.save")}
      </Button>
    </div>
  );
  return (
    <Popover trigger="click" content={content} destroyOnHidden>
      <Button>{t("talk.reveal")}</Button>
    </Popover>
  );
}

/** "phone = …, date = …" instead of braces; nothing for what is empty. */
function inWords(value: unknown): string {
  if (value === null || value === undefined || value === 0) return "";
  if (Array.isArray(value)) return value.map(inWords).filter(Boolean).join("; ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, part]) => [name, inWords(part)])
    .filter(([, part]) => part !== "")
    .map(([name, part]) => `${name} = ${part}`)
    .join(", ");
}

function Handover({ detail }: { detail: ConversationDetail }) {
  const { t } = useTranslation();
  const { reason, emotion, ...rest } = detail.handover as {
    reason?: string;
    emotion?: { label?: string; evidence?: string[] };
  } & Record<string, unknown>;
  const mood = emotion?.label
    ? [t(`talk.emotion.${emotion.label}`, { defaultValue: emotion.label }), ...(emotion.evidence ?? [])]
    : [];
  if (!reason) return null;
  return (
    <details className={styles.handover} open={detail.mine}>
      <summary>
        {t("talk.handover", { reason: t(`talk.handedOver.${reason}`, { defaultValue: reason }) })}
      </summary>
      <dl className={styles.facts}>
        {Object.entries({ ...rest, emotion: mood.join("; ") })
          .map(([name, value]) => [name, inWords(value)] as const)
          .filter(([, words]) => words !== "")
          .map(([name, words]) => (
            <div key={name}>
              <dt>{t(`talk.given.${name}`, { defaultValue: name })}</dt>
              <dd>{words}</dd>
            </div>
          ))}
      </dl>
    </details>
  );
}

function Files({ detail }: { detail: ConversationDetail }) {
  const { t } = useTranslation();
  const may = useMay("conversations.answer");
  if (detail.files.length === 0) return null;
  return (
    <section className={styles.files} aria-label={t("talk.files")}>
      <h3>{t("talk.files")}</h3>
      <ul>
        {detail.files.map((file) => (
          <li key={file.attachment_id}>
            {file.state === "stored" && may ? (
              <a href={fileAddress(detail.conversation.conversation_id, file.attachment_id)} download>
                {file.file_name}
              </a>
            ) : (
              file.file_name
            )}{" "}
            {file.reason ? <em>{t("talk.refusedFile", { reason: file.reason })}</em> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Others({ detail, onChoose }: { detail: ConversationDetail; onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  if (detail.others.length === 0) return null;
  return (
    <section className={styles.files} aria-label={t("talk.others")}>
      <h3>{t("talk.others")}</h3>
      <ul>
        {detail.others.map((line) => (
          <li key={line.conversation_id}>
            <Button type="link" onClick={() => onChoose(line.conversation_id)}>
              {new Date(line.opened_at).toLocaleString()}{" "}
              {t(`talk.channel.${line.channel}`, { defaultValue: line.channel })} {line.topic ?? ""}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
