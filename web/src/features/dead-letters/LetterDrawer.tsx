// One dead letter: read it, correct it, try again or dismiss it.
import { Alert, App, Button, Drawer, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DeadLetter } from "@/shared/api/types";
import { useDismissLetter, useRetryLetter } from "@/shared/api/useDeadLetters";
import { useErrorText } from "@/shared/ui/States";
import styles from "./DeadLetters.module.css";

export function LetterDrawer({ letter, onClose }: { letter: DeadLetter | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={letter !== null}
      onClose={onClose}
      size={560}
      title={letter ? t("work.dead.open", { id: letter.message_id }) : ""}
      destroyOnHidden
    >
      {letter ? <Body letter={letter} onClose={onClose} /> : null}
    </Drawer>
  );
}

function Body({ letter, onClose }: { letter: DeadLetter; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const retry = useRetryLetter();
  const dismiss = useDismissLetter();
  const [body, setBody] = useState(letter.body);
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const edited = body !== letter.body;
  const then = (text: string) => ({
    onSuccess: () => {
      void message.success(text);
      onClose();
    },
    onError: (error: unknown) => void message.error(errorText(error)),
  });
  return (
    <div className={styles.letter}>
      <Alert type="warning" showIcon title={letter.reason} />
      <label htmlFor="letter-body">{t("work.dead.body")}</label>
      <Input.TextArea
        id="letter-body"
        className={styles.body}
        autoSize={{ minRows: 8, maxRows: 24 }}
        spellCheck={false}
        value={body}
        onChange={(e) => setBody(e.target.value)}
      />
      <p>{t("work.dead.edit")}</p>
      <div className={styles.actions}>
        <Button
          type="primary"
          loading={retry.isPending}
          onClick={() =>
            retry.mutate(
              { messageId: letter.message_id, body: edited ? body : null },
              then(t("work.dead.retried")),
            )
          }
        >
          {t(edited ? "work.dead.retryEdited" : "work.dead.retry")}
        </Button>
        <Button onClick={() => setAsking(true)}>{t("work.dead.dismiss")}</Button>
      </div>
      <Modal
        open={asking}
        title={t("work.dead.dismissTitle")}
        okText={t("work.dead.dismiss")}
        cancelText={t("cancel")}
        okButtonProps={{ disabled: !reason.trim(), loading: dismiss.isPending }}
        onCancel={() => setAsking(false)}
        onOk={() => dismiss.mutate({ messageId: letter.message_id, reason }, then(t("work.dead.dismissed")))}
      >
        <p>{t("work.dead.dismissBody")}</p>
        <Input
          aria-label={t("work.dead.dismissReason")}
          placeholder={t("work.dead.dismissReason")}
          value={reason}
          onChange={(e) => setReason(e.target.value)}
        />
      </Modal>
    </div>
  );
}
