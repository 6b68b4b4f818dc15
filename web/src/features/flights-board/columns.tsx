// Columns of the flights board.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FlightRow } from "@/shared/api/types";
import { delay } from "@/shared/format/duration";
import { count } from "@/shared/format/number";
import { clockTime, zoneName } from "@/shared/format/time";
import { Pill } from "@/shared/ui/Pill";
import type { Column } from "@/shared/ui/VirtualTable";
import styles from "./FlightsBoard.module.css";
import { DELAYED_MINUTES, delayMinutes, look, statusWord } from "./look";
import { Sparkline } from "./Sparkline";

export function useBoardColumns(): Column<FlightRow>[] {
  const { t, i18n } = useTranslation();
  return useMemo(() => {
    const language = i18n.language;
    const title = (key: string) => t(`work.flights.columns.${key}`);
    const newTime = (leg: FlightRow) => leg.atd ?? leg.etd;
    return [
      {
        key: "std",
        title: title("std"),
        width: "112px",
        cell: (leg) => (
          <>
            <b className={styles.time}>{clockTime(leg.std, language, leg.board_zone)}</b>{" "}
            <small>{zoneName(leg.std, language, leg.board_zone)}</small>
          </>
        ),
      },
      { key: "flight", title: title("flight"), width: "92px", cell: (leg) => <b>{leg.flight}</b> },
      {
        key: "route",
        title: title("route"),
        width: "minmax(100px, .8fr)",
        cell: (leg) => `${leg.board}→${leg.off}`,
      },
      {
        key: "new",
        title: title("new"),
        width: "76px",
        cell: (leg) => {
          const at = newTime(leg);
          return at && leg.status !== "cancelled" && leg.departure_delay_minutes !== 0
            ? clockTime(at, language, leg.board_zone)
            : "";
        },
      },
      {
        key: "delay",
        title: title("delay"),
        width: "64px",
        align: "right",
        cell: (leg) =>
          delayMinutes(leg) >= DELAYED_MINUTES && leg.status !== "cancelled" ? delay(delayMinutes(leg)) : "",
      },
      {
        key: "trend",
        title: title("trend"),
        width: "60px",
        cell: (leg) =>
          delayMinutes(leg) >= DELAYED_MINUTES && leg.status !== "cancelled" ? (
            <Sparkline
              points={[0, leg.departure_delay_minutes, leg.arrival_delay_minutes]}
              label={`${delay(leg.departure_delay_minutes)}, ${delay(leg.arrival_delay_minutes)}`}
            />
          ) : null,
      },
      {
        key: "status",
        title: title("status"),
        width: "minmax(120px, 1fr)",
        cell: (leg) => <Pill {...look[statusWord(leg)]}>{t(`work.flights.pill.${statusWord(leg)}`)}</Pill>,
      },
      {
        key: "affected",
        title: title("affected"),
        width: "80px",
        align: "right",
        cell: (leg) => (leg.affected > 0 ? <b>{count(leg.affected, language)}</b> : ""),
      },
      {
        key: "reg",
        title: title("reg"),
        width: "minmax(110px, .8fr)",
        cell: (leg) => (
          <span className={styles.soft}>
            {[leg.registration, leg.aircraft_type].filter(Boolean).join(" · ")}
          </span>
        ),
      },
    ];
  }, [t, i18n.language]);
}
