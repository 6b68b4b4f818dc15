// What a customer said in another language, in the reader's own; the original stays above it.
import { useTranslation } from "react-i18next";
import { useTranslatedTurn } from "@/shared/api/useConversations";
import styles from "./Conversations.module.css";

export function Translated({ id, number }: { id: string; number: number }) {
  const { t, i18n } = useTranslation();
  const query = useTranslatedTurn(id, number, i18n.language);
  if (query.isPending) return <p className={styles.meta}>{t("talk.translation.under")}</p>;
  if (query.isError) return <p className={styles.meta}>{t("talk.translation.failed")}</p>;
  if (!query.data.configured) return null;
  const text = query.data.turns[0]?.text;
  return text ? (
    <p className={styles.translated} lang={i18n.language}>
      {text}
    </p>
  ) : (
    <p className={styles.meta}>{t("talk.translation.failed")}</p>
  );
}
