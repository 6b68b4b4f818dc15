// Where a colleague writes; the customer sees that somebody is writing. Sent again after an error, it is still one turn.
import { Button, Input } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { tellTyping } from "@/shared/api/useConversations";
import styles from "./Conversations.module.css";

const TELL_MS = 4_000;

export function Reply({
  id,
  onSay,
}: {
  id: string;
  onSay: (body: { client_id: string; text: string }) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const told = useRef(0);
  const send = () => {
    if (!text.trim()) return;
    onSay({ client_id: crypto.randomUUID(), text: text.trim() });
    setText("");
  };
  return (
    <div className={styles.reply}>
      <Input.TextArea
        autoSize={{ minRows: 1, maxRows: 5 }}
        maxLength={4000}
        aria-label={t("talk.write")}
        placeholder={t("talk.write")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
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
      <Button type="primary" disabled={!text.trim()} onClick={send}>
        {t("talk.send")}
      </Button>
    </div>
  );
}
