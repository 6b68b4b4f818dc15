// The customer's mood along the conversation: a strip of shapes and words, not of colours alone.
import { useTranslation } from "react-i18next";
import styles from "./Conversations.module.css";

const shape: Record<string, string> = {
  pleased: "▲",
  neutral: "●",
  anxious: "◆",
  dissatisfied: "▼",
  angry: "■",
};

interface Score {
  emotions?: [number, string][];
  forbidden?: [number, string][];
  resolution?: string;
}

export function Emotions({ score }: { score: Score | null }) {
  const { t } = useTranslation();
  const felt = score?.emotions ?? [];
  const said = score?.forbidden ?? [];
  return (
    <>
      {felt.length > 0 ? (
        <ol className={styles.emotions} aria-label={t("talk.emotions")}>
          {felt.map(([number, label]) => (
            <li key={number} data-mood={label} title={t(`talk.emotion.${label}`)}>
              <span aria-hidden="true">{shape[label] ?? "●"}</span> {t(`talk.emotion.${label}`)}
            </li>
          ))}
        </ol>
      ) : null}
      {said.length > 0 ? (
        <p className={styles.forbidden} role="alert">
          {t("talk.forbidden", { words: said.map(([, words]) => words).join(", ") })}
        </p>
      ) : null}
    </>
  );
}
