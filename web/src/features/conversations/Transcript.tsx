// Both sides of the conversation; beside each turn of the robot a fold that says why it said so.
import { useTranslation } from "react-i18next";
import { type ConversationDetail, isForeign, type SaidTurn } from "@/shared/api/useConversations";
import { useMay } from "@/shared/api/useSession";
import { clockTime } from "@/shared/format/time";
import styles from "./Conversations.module.css";
import { Translated } from "./Translated";
import { Why } from "./Why";

const TRANSLATED_TURNS = 20;

export function Transcript({ detail }: { detail: ConversationDetail }) {
  const { t, i18n } = useTranslation();
  const may = useMay("conversations.answer");
  const foreign = new Set(
    detail.turns
      .filter((turn) => may && isForeign(turn, i18n.language))
      .slice(-TRANSLATED_TURNS)
      .map((turn) => turn.number),
  );
  return (
    <ol className={styles.transcript} aria-label={t("talk.transcript")}>
      {detail.turns.map((turn, place) => {
        const before = detail.turns[place - 1];
        const changed = before && before.channel !== turn.channel;
        return (
          <li key={turn.number} className={side(turn)}>
            {changed ? (
              <p className={styles.change}>
                {t("talk.channelChange", {
                  channel: t(`talk.channel.${turn.channel}`, { defaultValue: turn.channel }),
                })}
              </p>
            ) : null}
            <p className={styles.meta}>
              <b>{turn.speaker === "agent" ? turn.author : t(`talk.speaker.${turn.speaker}`)}</b>{" "}
              <time dateTime={turn.at}>{clockTime(turn.at, i18n.language)}</time>
            </p>
            <p className={styles.bubble} lang={turn.language}>
              {turn.kind === "file" ? `[${t("talk.file")}] ${turn.text}` : turn.text}
            </p>
            {foreign.has(turn.number) ? (
              <Translated id={detail.conversation.conversation_id} number={turn.number} />
            ) : null}
            {typeof turn.reasons.original === "string" ? (
              <p className={styles.meta}>{t("talk.translation.original", { text: turn.reasons.original })}</p>
            ) : null}
            {turn.buttons.length > 0 ? <p className={styles.meta}>[{turn.buttons.join("] [")}]</p> : null}
            {turn.speaker === "robot" ? <Why turn={turn} /> : null}
          </li>
        );
      })}
    </ol>
  );
}

function side(turn: SaidTurn): string | undefined {
  if (turn.speaker === "customer") return styles.customer;
  return turn.speaker === "system" ? styles.system : styles.ours;
}
