// Conversations: the list at the left, what was said and why at the right.
import { Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type ConversationFilter,
  type ConversationLine,
  type ConversationState,
  useConversations,
} from "@/shared/api/useConversations";
import { Pill } from "@/shared/ui/Pill";
import { Empty, Failed, Loading } from "@/shared/ui/States";
import { Ago } from "@/shared/ui/TimeText";
import styles from "./Conversations.module.css";
import { Detail } from "./Detail";

const states: ConversationState[] = ["waiting_for_person", "with_person", "with_robot", "closed"];
const everything: ConversationFilter = { state: "", channel: "", topic: "", lowScore: false };

interface Props {
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

export function ConversationsView({ chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(everything);
  const list = useConversations(filter);
  const items = list.data?.items ?? [];
  const topics = [...new Set(items.map((line) => line.topic).filter((topic) => topic !== null))];
  const channels = [...new Set(items.map((line) => line.channel))];
  const set = (change: Partial<ConversationFilter>) => setFilter((old) => ({ ...old, ...change }));
  return (
    <div className={styles.view}>
      <section className={styles.list} aria-label={t("talk.list")}>
        <div className={styles.bar}>
          <Select
            aria-label={t("talk.filterState")}
            value={filter.state}
            onChange={(state) => set({ state })}
            options={[
              { value: "", label: t("talk.all") },
              ...states.map((value) => ({ value, label: t(`talk.stateShort.${value}`) })),
            ]}
          />
          <Select
            aria-label={t("talk.filterChannel")}
            value={filter.channel}
            onChange={(channel) => set({ channel })}
            options={[
              { value: "", label: t("talk.filterChannel") },
              ...channels.map((value) => ({
                value,
                label: t(`talk.channel.${value}`, { defaultValue: value }),
              })),
            ]}
          />
          <Select
            aria-label={t("talk.filterTopic")}
            value={filter.topic}
            onChange={(topic) => set({ topic })}
            options={[
              { value: "", label: t("talk.filterTopic") },
              ...topics.map((value) => ({ value, label: value })),
            ]}
          />
          <span className={styles.switch}>
            <Switch
              size="small"
              aria-label={t("talk.lowOnly")}
              checked={filter.lowScore}
              onChange={(lowScore) => set({ lowScore })}
            />
            {t("talk.lowOnly")}
          </span>
        </div>
        {list.isPending ? (
          <Loading rows={8} />
        ) : list.isError ? (
          <Failed error={list.error} retry={() => void list.refetch()} />
        ) : items.length === 0 ? (
          <Empty title={t("talk.empty")} help={t("talk.emptyHelp")} />
        ) : (
          <ul className={styles.lines}>
            {items.map((line) => (
              <li key={line.conversation_id}>
                <button
                  type="button"
                  className={line.conversation_id === chosen ? styles.chosen : styles.line}
                  aria-current={line.conversation_id === chosen}
                  onClick={() => onChoose(line.conversation_id)}
                >
                  <Line line={line} />
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className={styles.detail} aria-label={t("talk.transcript")}>
        {chosen ? (
          <Detail key={chosen} id={chosen} onChoose={onChoose} />
        ) : (
          <Empty title={t("talk.choose")} />
        )}
      </section>
    </div>
  );
}

function Line({ line }: { line: ConversationLine }) {
  const { t } = useTranslation();
  const score = line.score as { low?: boolean; csat?: number | null; nps?: number | null } | null;
  return (
    <>
      <span className={styles.first}>
        <b>{line.customer || t("talk.unknownCustomer")}</b>
        <Ago at={line.last_at} />
      </span>
      <span className={styles.second}>
        <StatePill line={line} />
        <span>{t(`talk.channel.${line.channel}`, { defaultValue: line.channel })}</span>
        {line.topic ? <code>{line.topic}</code> : null}
        <span>{t("talk.turns", { count: line.turns })}</span>
        {score?.low || (score?.csat ?? 5) <= 2 || (score?.nps ?? 10) <= 6 ? (
          <Pill color="red" shape="cross">
            {t("talk.low")}
          </Pill>
        ) : null}
        {score?.csat ? <span>{t("talk.csat", { value: score.csat })}</span> : null}
      </span>
    </>
  );
}

export function StatePill({ line }: { line: ConversationLine }) {
  const { t } = useTranslation();
  const looks = {
    waiting_for_person: ["amber", "clock"],
    with_person: ["blue", "person"],
    with_robot: ["blue", "dot"],
    closed: ["grey", "check"],
  } as const;
  const [color, shape] = looks[line.state];
  return (
    <Pill color={color} shape={shape}>
      {t(`talk.state.${line.state}`, { name: line.owner ?? "" })}
    </Pill>
  );
}
