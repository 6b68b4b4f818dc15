// What an airport board would say about a flight: one word, its colour and shape. Pure.
import type { FlightRow } from "@/shared/api/types";
import type { StateColor } from "@/shared/theme/theme";
import type { Shape } from "@/shared/ui/ledgerParts";

export type Word =
  | "scheduled"
  | "departed"
  | "arrived"
  | "cancelled"
  | "diverted"
  | "returned"
  | "delayed"
  | "late"
  | "early";

export const LATE_MINUTES = 180;
export const DELAYED_MINUTES = 15;

export function delayMinutes(leg: FlightRow): number {
  return Math.max(leg.departure_delay_minutes, leg.arrival_delay_minutes);
}

export function statusWord(leg: FlightRow): Word {
  if (leg.status === "cancelled" || leg.status === "diverted" || leg.status === "returned") return leg.status;
  if (leg.status === "arrived") return "arrived";
  const delay = delayMinutes(leg);
  if (delay >= LATE_MINUTES) return "late";
  if (leg.status === "departed") return "departed";
  if (delay >= DELAYED_MINUTES) return "delayed";
  return leg.departure_delay_minutes <= -DELAYED_MINUTES ? "early" : "scheduled";
}

export const look: Record<Word, { color: StateColor; shape: Shape }> = {
  scheduled: { color: "blue", shape: "clock" },
  early: { color: "amber", shape: "clock" },
  departed: { color: "blue", shape: "plane" },
  arrived: { color: "green", shape: "check" },
  delayed: { color: "amber", shape: "clock" },
  late: { color: "red", shape: "triangle" },
  cancelled: { color: "red", shape: "cross" },
  diverted: { color: "red", shape: "triangle" },
  returned: { color: "red", shape: "triangle" },
};

export type Bank = "all" | "night" | "morning" | "afternoon" | "evening";
export const banks: Bank[] = ["all", "night", "morning", "afternoon", "evening"];

/** Which quarter of the local day at the departure station a flight leaves in. */
export function bankOf(leg: FlightRow): Bank {
  const hour = Number(
    new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: leg.board_zone }).format(
      new Date(leg.std),
    ),
  );
  return banks[1 + Math.floor(hour / 6)] ?? "all";
}

export function stations(legs: readonly FlightRow[]): string[] {
  return [...new Set(legs.flatMap((leg) => [leg.board, leg.off]))].sort();
}
