// Flights and disruptions of the mock day. Times follow one pattern per flight, seeded by its number.
import type { DisruptionDetail, DisruptionItem, FlightRow as Leg, StoryItem } from "../src/shared/api/types";
import { chance, iso, minutes, now, pick } from "./clock.ts";

type FlightRow = Leg & { disruption_id: string | null };

const zones: Record<string, string> = {
  JFK: "America/New_York",
  LGA: "America/New_York",
  EWR: "America/New_York",
  BOS: "America/New_York",
  MCO: "America/New_York",
  FLL: "America/New_York",
  PSE: "America/Puerto_Rico",
  SJU: "America/Puerto_Rico",
  LAX: "America/Los_Angeles",
  SFO: "America/Los_Angeles",
  ORD: "America/Chicago",
  AUS: "America/Chicago",
};
const destinations = ["BOS", "MCO", "FLL", "PSE", "SJU", "LAX", "SFO", "ORD", "AUS"];
const origins = ["JFK", "JFK", "JFK", "LGA", "EWR"];
const DAY = Date.parse("2017-06-19T10:00:00Z");

function flight(index: number): FlightRow {
  const number = `B6${100 + index * 7}`;
  const board = pick(origins, `${number}o`);
  const off = pick(destinations, `${number}d`);
  const std = DAY + minutes(Math.floor((index / 150) * 960));
  const sta = std + minutes(70 + Math.floor(chance(`${number}b`) * 260));
  const luck = chance(`${number}luck`);
  const late = luck > 0.82 ? Math.floor(20 + chance(`${number}l`) * 260) : luck > 0.6 ? 8 : 0;
  const cancelled = luck > 0.93;
  const gone = !cancelled && std + minutes(late) < now();
  const landed = gone && sta + minutes(late) < now();
  return {
    leg_id: `leg-${index}`,
    flight: number,
    board,
    off,
    origin_date: "2017-06-19",
    std: iso(std),
    sta: iso(sta),
    board_zone: zones[board] ?? "UTC",
    off_zone: zones[off] ?? "UTC",
    etd: late && !gone && !cancelled ? iso(std + minutes(late)) : null,
    eta: late && !landed && !cancelled ? iso(sta + minutes(late)) : null,
    atd: gone ? iso(std + minutes(late)) : null,
    ata: landed ? iso(sta + minutes(late)) : null,
    status: cancelled ? "cancelled" : landed ? "arrived" : gone ? "departed" : "scheduled",
    cause_code: cancelled || late > 60 ? pick(["71", "93", "41", "81"], number) : null,
    registration: `N${200 + (index % 40)}JB`,
    aircraft_type: pick(["A320", "A321", "E190"], number),
    departure_delay_minutes: cancelled ? 0 : late,
    arrival_delay_minutes: cancelled ? 0 : late,
    affected: cancelled || late >= 180 ? 60 + Math.floor(chance(`${number}p`) * 110) : 0,
    disruption_id: cancelled || late >= 180 ? `dis-${index}` : null,
  };
}

export const flights = (): FlightRow[] => Array.from({ length: 150 }, (_, i) => flight(i));

function logistic(minutesSince: number): number {
  return Math.max(0, Math.min(0.97, 1 - Math.exp(-Math.max(0, minutesSince - 0.6) / 9)));
}

export function disruption(leg: FlightRow, order: number): DisruptionItem {
  const known = Date.parse("2017-06-19T15:41:00Z") - minutes(order * 7) + (order === 0 ? 30_000 : 0);
  const age = (now() - known) / 60_000;
  const affected = order === 4 ? 45_000 : leg.affected;
  const reached = Math.round(affected * logistic(age));
  const unreachable = Math.round(affected * Math.max(0, Math.min(0.03, (age - 20) / 800)));
  const unknown = age > 1 && age < 40 ? Math.min(2, affected - reached - unreachable) : 0;
  const rebooked = Math.round(reached * 0.62);
  const refunded = Math.round(reached * 0.13);
  const waits = order === 1;
  return {
    leg_id: leg.leg_id,
    flight: leg.flight,
    board: leg.board,
    off: leg.off,
    origin_date: leg.origin_date,
    std: leg.std,
    sta: leg.sta,
    board_zone: leg.board_zone,
    off_zone: leg.off_zone,
    disruption_id: leg.disruption_id ?? "",
    kind: leg.status === "cancelled" ? "cancelled" : "delayed",
    state: "open",
    cause_code: leg.cause_code,
    cause_class: leg.cause_code === "71" ? "WX" : "ROT",
    carrier_cause: leg.cause_code === "71" ? false : leg.cause_code === "93" ? null : true,
    departure_delay_minutes: leg.departure_delay_minutes,
    arrival_delay_minutes: leg.arrival_delay_minutes,
    known_at: iso(known),
    affected,
    parties: Math.round(affected / 1.8),
    reached: waits ? 0 : reached,
    unknown: waits ? 0 : unknown,
    unreachable: waits ? 0 : unreachable,
    scheduled: waits ? affected : affected - reached - unknown - unreachable,
    rebooked: waits ? 0 : rebooked,
    refunded: waits ? 0 : refunded,
    kept: 0,
    undecided: affected - (waits ? 0 : rebooked + refunded),
    campaign_id: `cam-${leg.disruption_id}`,
    campaign_state: waits ? "waiting_approval" : order === 3 ? "paused" : order === 7 ? "done" : "running",
    first_attempt_p99_s: age > 3 && !waits ? 118 + order * 7 : null,
    deadline_at: iso(known + minutes(5)),
  };
}

export function disruptions(): DisruptionItem[] {
  return flights()
    .filter((leg) => leg.disruption_id)
    .slice(0, 14)
    .map(disruption);
}

export function story(item: DisruptionItem): StoryItem[] {
  const known = Date.parse(item.known_at);
  const at = (seconds: number) => iso(known + seconds * 1000);
  const waits = item.campaign_state === "waiting_approval";
  const all: StoryItem[] = [
    { at: at(0), kind: "event", params: { kind: item.kind, cause_code: item.cause_code } },
    { at: at(2), kind: "opened", params: { affected: item.affected } },
    {
      at: at(2),
      kind: "campaign_opened",
      params: { state: waits ? "waiting_approval" : "running", passengers: item.affected },
    },
    { at: at(14), kind: "seats_held", params: {} },
    ...(waits
      ? []
      : [
          { at: at(20), kind: "first_contact", params: {} },
          { at: at(60), kind: "reached", params: { people: 12 } },
        ]),
    ...(item.campaign_state === "paused"
      ? [{ at: at(400), kind: "campaign_paused", params: { by: "Lin Hua" } }]
      : []),
  ];
  return all.filter((one) => Date.parse(one.at) <= now());
}

export const detail = (item: DisruptionItem): DisruptionDetail => ({ ...item, story: story(item) });
