// Contacts, masked until asked for, with how far they can be trusted.
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PassengerDetail } from "@/shared/api/passengerTypes";
import { masked } from "@/shared/format/name";
import styles from "./PassengerDrawer.module.css";

export function Contacts({ contacts }: { contacts: PassengerDetail["contacts"] }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <section className={styles.contacts} aria-label={t("work.drawer.contacts")}>
      <ul>
        {contacts.map((contact) => (
          <li key={contact.kind + contact.value}>
            <span>{t(`work.drawer.contactKind.${contact.kind}`, { defaultValue: contact.kind })}</span>
            <b>{shown ? contact.value : masked(contact.value)}</b>
            <small>{t(`work.drawer.quality.${contact.quality}`, { defaultValue: contact.quality })}</small>
          </li>
        ))}
        {contacts.length === 0 ? <li>{t("work.reason.no_contact")}</li> : null}
      </ul>
      <small>{t("work.drawer.masked")}</small>
      {contacts.length > 0 ? (
        <Button type="link" size="small" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {t(shown ? "work.drawer.hide" : "work.drawer.show")}
        </Button>
      ) : null}
    </section>
  );
}
