// One option as an agent sees it: legs in local times, delay, cabin, together, hold.
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { OfferShape } from "@/shared/api/passengerTypes";
import { useNow } from "@/shared/clock/ClockProvider";
import { countdown, duration } from "@/shared/format/duration";
import { clockTime, dayShift, shortDate, zoneName } from "@/shared/format/time";
import styles from "./PassengerDrawer.module.css";

const usable = ["held", "proposed", "chosen"];

export function OfferCard({
  offer,
  onChoose,
  busy,
}: {
  offer: OfferShape;
  onChoose?: () => void;
  busy: boolean;
}) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const language = i18n.language;
  const left = offer.hold_expires_at ? Date.parse(offer.hold_expires_at) - now : null;
  const shift = offer.arrival_delay_min;
  const time = (at: string, zone: string) =>
    `${clockTime(at, language, zone)} ${zoneName(at, language, zone)}`;
  return (
    <article className={usable.includes(offer.state) ? styles.offer : styles.offerGone}>
      {offer.legs.map((leg) => {
        const days = dayShift(leg.departs, leg.board_zone, leg.arrives, leg.off_zone);
        return (
          <p key={leg.flight + leg.departs}>
            <b>{leg.flight}</b> {leg.board}→{leg.off} · {shortDate(leg.departs, language, leg.board_zone)}{" "}
            {time(leg.departs, leg.board_zone)} → {time(leg.arrives, leg.off_zone)}
            {days > 0 ? ` +${days}` : ""}
          </p>
        );
      })}
      <small>
        {[
          shift === 0
            ? t("facts.sameTime")
            : t(shift > 0 ? "facts.later" : "facts.earlier", {
                duration: duration(Math.abs(shift) * 60, language),
              }),
          offer.cabins.map((cabin) => t(`facts.cabin.${cabin}`, { defaultValue: cabin })).join(", "),
          t(offer.together ? "facts.together" : "facts.apart"),
          t(`facts.offerKind.${offer.kind}`, { defaultValue: offer.kind }),
          left !== null && offer.state === "held"
            ? `${t("facts.offerState.held")} ${countdown(Math.max(0, left))}`
            : t(`facts.offerState.${offer.state}`, { defaultValue: offer.state }),
        ].join(" · ")}
      </small>
      {onChoose && ["held", "proposed"].includes(offer.state) ? (
        <Button size="small" onClick={onChoose} loading={busy}>
          {t("work.drawer.chooseThis")}
        </Button>
      ) : null}
    </article>
  );
}
