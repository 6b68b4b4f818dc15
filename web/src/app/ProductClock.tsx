// The product's own time, and how fast it runs when a day is replayed.
import { useTranslation } from "react-i18next";
import { useOverview } from "@/shared/api/useOverview";
import { useNow } from "@/shared/clock/ClockProvider";
import { clockTime, dayAndDate, zoneName } from "@/shared/format/time";
import styles from "./Frame.module.css";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function ProductClock() {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const speed = useOverview().data?.clock_speed ?? 1;
  const language = i18n.language;
  return (
    <time className={styles.clock} dateTime={new Date(now).toISOString()} title={t("clock.label")}>
      <i style={{ fontStyle: "normal" }}>{dayAndDate(now, language, zone)} </i>
      <b>{clockTime(now, language, zone, true)}</b> {zoneName(now, language, zone)}
      {speed === 1 ? "" : ` · ${speed > 0 ? t("clock.speed", { speed }) : t("clock.jumping")}`}
    </time>
  );
}
