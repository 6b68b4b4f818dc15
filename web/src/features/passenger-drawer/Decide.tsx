// Deciding for a passenger by hand: choose, read back word for word, confirm what they said.
import { Alert, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/http";
import type { Choice, PassengerDetail } from "@/shared/api/passengerTypes";
import { useDecide, useReadBack } from "@/shared/api/usePassenger";
import { useErrorText } from "@/shared/ui/States";
import { OfferCard } from "./OfferCard";
import styles from "./PassengerDrawer.module.css";

export function Decide({ passenger }: { passenger: PassengerDetail }) {
  const { t, i18n } = useTranslation();
  const errorText = useErrorText();
  const readBack = useReadBack();
  const decide = useDecide();
  const [choice, setChoice] = useState<Choice | null>(null);
  const [reason, setReason] = useState("");
  const words = (error: unknown) => {
    const slug = error instanceof ApiError ? error.slug : "";
    if (slug.includes("already")) return t("work.drawer.already");
    return slug.includes("gone") || slug.includes("lost") ? t("work.drawer.gone") : errorText(error);
  };
  const ask = (asked: Choice) => {
    decide.reset();
    setChoice(asked);
    readBack.mutate({ partyId: passenger.party_id, choice: asked });
  };
  const undecided = passenger.decision === "undecided" && !decide.isSuccess;
  const failure = readBack.error ?? decide.error;
  return (
    <div className={styles.decide}>
      {decide.isSuccess ? <Alert type="success" showIcon title={t("work.drawer.confirmed")} /> : null}
      {failure ? <Alert type="warning" showIcon title={words(failure)} role="alert" /> : null}
      {readBack.data && undecided ? (
        <section className={styles.readBack} aria-live="polite">
          <h3>{t("work.drawer.readBack")}</h3>
          <blockquote>
            {readBack.data.text[passenger.language] ?? readBack.data.text[i18n.language]}
          </blockquote>
          <small>{t("work.drawer.readBackHelp")}</small>
          <Input
            aria-label={t("work.drawer.reason")}
            placeholder={t("work.drawer.reason")}
            value={reason}
            onChange={(e) => setReason(e.target.value)}
          />
          <div className={styles.actions}>
            <Button
              type="primary"
              loading={decide.isPending}
              onClick={() =>
                readBack.data &&
                choice &&
                decide.mutate({
                  partyId: passenger.party_id,
                  choice,
                  token: readBack.data.token,
                  note: reason || t("work.drawer.reasonDefault"),
                })
              }
            >
              {t("work.drawer.confirm")}
            </Button>
            <Button onClick={() => readBack.reset()}>{t("cancel")}</Button>
          </div>
        </section>
      ) : null}
      {passenger.offers.length === 0 ? <p className={styles.soft}>{t("work.drawer.offersEmpty")}</p> : null}
      {passenger.offers
        .filter((offer) => offer.kind !== "refund")
        .map((offer) => (
          <OfferCard
            key={offer.offer_id}
            offer={offer}
            onChoose={undecided ? () => ask({ kind: "accept", offer_id: offer.offer_id }) : undefined}
            busy={readBack.isPending}
          />
        ))}
      {undecided ? (
        <div className={styles.actions}>
          <Button onClick={() => ask({ kind: "refund" })}>{t("work.drawer.refundInstead")}</Button>
          {passenger.kind !== "cancelled" ? (
            <Button onClick={() => ask({ kind: "keep" })}>{t("work.drawer.keepFlight")}</Button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
