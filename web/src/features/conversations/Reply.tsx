// Where a colleague writes; the customer sees that somebody is writing. Sent again after an error, it is still one turn.
import { App, Button, Input } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/http";
import {
  type ConversationDetail,
  foreignWords,
  tellTyping,
  translateReply,
  useTranslatedTurn,
} from "@/shared/api/useConversations";
import { useErrorText } from "@/shared/ui/States";
import styles from "./Conversations.module.css";

const TELL_MS = 4_000;

interface Said {
  client_id: string;
  text: string;
  original?: string;
  language?: string;
}

export function Reply({ detail, onSay }: { detail: ConversationDetail; onSay: (body: Said) => void }) {
  const { t, i18n } = useTranslation();
  const id = detail.conversation.conversation_id;
  const [text, setText] = useState("");
  const [translated, setTranslated] = useState<string | null>(null);
  const told = useRef(0);
  const last = foreignWords(detail, i18n.language);
  const foreign = last ? last.language.slice(0, 2).toLowerCase() : null;
  const words = (translated ?? text).trim();
  const send = () => {
    if (!words) return;
    const translation =
      translated !== null && foreign !== null ? { original: text.trim(), language: foreign } : {};
    onSay({ client_id: crypto.randomUUID(), text: words, ...translation });
    setText("");
    setTranslated(null);
  };
  const label = t(translated === null ? "talk.write" : "talk.translation.check");
  return (
    <div>
      {last !== null && foreign !== null ? (
        <Translation
          id={id}
          number={last.number}
          text={text.trim()}
          language={foreign}
          translated={translated}
          onTranslated={setTranslated}
        />
      ) : null}
      <div className={styles.reply}>
        <Input.TextArea
          autoSize={{ minRows: 1, maxRows: 5 }}
          maxLength={4000}
          aria-label={label}
          placeholder={label}
          value={translated ?? text}
          onChange={(event) => {
            if (translated === null) setText(event.target.value);
            else setTranslated(event.target.value);
            if (Date.now() - told.current > TELL_MS) {
              told.current = Date.now();
              void tellTyping(id);
            }
          }}
          onPressEnter={(event) => {
            if (event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <Button type="primary" disabled={!words} onClick={send}>
          {t("talk.send")}
        </Button>
      </div>
    </div>
  );
}

/** Whoever answers in another language reads the translation before it goes out, and may mend it. */
function Translation({
  id,
  number,
  text,
  language,
  translated,
  onTranslated,
}: {
  id: string;
  number: number;
  text: string;
  language: string;
  translated: string | null;
  onTranslated: (text: string | null) => void;
}) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const configured = useTranslatedTurn(id, number, i18n.language).data?.configured ?? true;
  const name = new Intl.DisplayNames([i18n.language], { type: "language" }).of(language) ?? language;
  const translate = async () => {
    setBusy(true);
    try {
      onTranslated((await translateReply(id, text, language)).text);
    } catch (error) {
      const slug = error instanceof ApiError ? error.slug : "";
      void message.error(slug === "not-translated" ? t("talk.translation.failed") : errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.translation}>
      <span>{t("talk.translation.foreign", { language: name })}</span>
      {!configured ? <em role="status">{t("talk.translation.notConfigured")}</em> : null}
      {configured && translated === null ? (
        <Button size="small" disabled={!text} loading={busy} onClick={() => void translate()}>
          {t("talk.translation.do", { language: name })}
        </Button>
      ) : null}
      {translated !== null ? (
        <>
          <span>{t("talk.translation.original", { text })}</span>
          <Button size="small" onClick={() => onTranslated(null)}>
            {t("talk.translation.back")}
          </Button>
        </>
      ) : null}
    </div>
  );
}
