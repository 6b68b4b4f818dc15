// Contacts, masked by the server until somebody says why they need them, with how far they can be trusted.
import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PassengerDetail } from "@/shared/api/passengerTypes";
import { useRevealContacts } from "@/shared/api/usePassenger";
import { useErrorText } from "@/shared/ui/States";
import styles from "./PassengerDrawer.module.css";

type Contact = PassengerDetail["contacts"][number];

export function Contacts({ passengerId, contacts }: { passengerId: string; contacts: Contact[] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [shown, setShown] = useState<Contact[] | null>(null);
  const reveal = useRevealContacts();
  const show = () => {
    if (!reason.trim()) return;
    reveal.mutate(
      { passengerId, reason: reason.trim() },
      {
        onSuccess: (answer) => {
          setShown(answer.contacts);
          setAsking(false);
        },
        onError: (error) => void message.error(errorText(error)),
      },
    );
  };
  return (
    <section className={styles.contacts} aria-label={t("work.drawer.contacts")}>
      <ul>
        {(shown ?? contacts).map((contact) => (
          <li key={contact.kind + contact.value}>
            <span>{t(`work.drawer.contactKind.${contact.kind}`, { defaultValue: contact.kind })}</span>
            <b>{contact.value}</b>
            <small>{t(`work.drawer.quality.${contact.quality}`, { defaultValue: contact.quality })}</small>
          </li>
        ))}
        {contacts.length === 0 ? <li>{t("work.reason.no_contact")}</li> : null}
      </ul>
      <small>{t("work.drawer.masked")}</small>
      {contacts.length === 0 ? null : shown ? (
        <Button type="link" size="small" onClick={() => setShown(null)}>
          {t("work.drawer.hide")}
        </Button>
      ) : asking ? (
        <div style={{ display: "flex", gap: 8 }}>
          <Input
            autoFocus
            size="small"
            aria-label={t("work.drawer.whyShow")}
            placeholder={t("work.drawer.whyShow")}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            onPressEnter={show}
          />
          <Button size="small" loading={reveal.isPending} disabled={!reason.trim()} onClick={show}>
            {t("work.drawer.show")}
          </Button>
        </div>
      ) : (
        <Button type="link" size="small" onClick={() => setAsking(true)}>
          {t("work.drawer.show")}
        </Button>
      )}
    </section>
  );
}
