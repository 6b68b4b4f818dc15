// What happened to this flight, in two lines, with its state of work.
import { useTranslation } from "react-i18next";
import type { DisruptionDetail } from "@/shared/api/types";
import { duration } from "@/shared/format/duration";
import { count } from "@/shared/format/number";
import { clockTime, shortDate, zoneName } from "@/shared/format/time";
import { Pill } from "@/shared/ui/Pill";
import { Ago } from "@/shared/ui/TimeText";
import styles from "./DisruptionHeader.module.css";
import { campaignLook, kindLook } from "./words";

export function DisruptionHeader({ item }: { item: DisruptionDetail }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  const number = (value: number) => count(value, language);
  const cause = item.carrier_cause === null ? "unknown" : item.carrier_cause ? "carrier" : "other";
  return (
    <header className={styles.header}>
      <div className={styles.line}>
        <h1>
          {item.flight}{" "}
          <span>
            {item.board}→{item.off}
          </span>
        </h1>
        <Pill {...kindLook[item.kind]}>{t(`kind.${item.kind}`)}</Pill>
        {item.campaign_state ? (
          <Pill {...campaignLook[item.campaign_state]}>{t(`campaign.${item.campaign_state}`)}</Pill>
        ) : null}
      </div>
      <p>
        {shortDate(item.std, language, item.board_zone)} {clockTime(item.std, language, item.board_zone)}{" "}
        {zoneName(item.std, language, item.board_zone)}
        {item.arrival_delay_minutes > 0
          ? ` · ${t("detail.delayBy", { delay: duration(item.arrival_delay_minutes * 60, language) })}`
          : ""}
        {" · "}
        {t(`detail.cause.${cause}`)}
        {item.cause_code ? ` (${item.cause_code})` : ""} · <Ago at={item.known_at} />
      </p>
      <p aria-live="polite">
        {t("detail.counts", {
          affected: number(item.affected),
          reached: number(item.reached),
          rebooked: number(item.rebooked),
          refunded: number(item.refunded),
        })}
      </p>
    </header>
  );
}
