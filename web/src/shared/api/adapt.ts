// From the server's shapes to the screens': joined, named and unmasked for nobody. Pure.
import { spokenName } from "@/shared/format/name";
import type { Entitlement, OfferShape, PassengerDetail, TimelineItem } from "./passengerTypes";
import type { Server } from "./server";
import type {
  Decision,
  FlightDetail,
  FlightRow,
  Params,
  PassengerRow,
  ReachState,
  UnreachedRow,
  WavePoint,
} from "./types";

const decisions: Record<string, Decision> = { accept: "rebooked", refund: "refunded", keep: "kept" };

/** A failed choice is no decision; one waiting for a person is. */
export function decisionOf(kind: string | null | undefined, state?: string | null): Decision {
  return state === "failed" ? "undecided" : (decisions[kind ?? ""] ?? "undecided");
}

export function passengerRow(row: Server["PassengerRow"], disruptionId: string): PassengerRow {
  return {
    ...row,
    disruption_id: disruptionId,
    state: row.state as ReachState,
    decision: decisionOf(row.decision, row.decision_state),
    offer: row.offer_summary ?? null,
  };
}

export function unreachedRow(row: Server["UnreachedRow"]): UnreachedRow {
  return { ...row, name: spokenName(row.name), state: row.state as ReachState };
}

/** The same row for one disruption, out of its passenger list. */
export function unreachedOf(row: Server["PassengerRow"], disruptionId: string): UnreachedRow {
  return {
    passenger_id: row.passenger_id,
    disruption_id: disruptionId,
    party_id: row.party_id,
    task_id: row.task_id ?? "",
    locator: row.locator,
    name: row.name_masked,
    state: row.state as ReachState,
    reason: row.reason,
    owner: row.owner,
    ssrs: row.ssrs,
    tier: row.tier,
    last_channel: null,
    last_result: null,
    last_attempt_at: row.last_attempt_at,
    flight: null,
    board: null,
    off: null,
    departs_at: null,
  };
}

/** Counts per step become rates per second. */
export function wavePoints(waves: Server["WavesRead"]): WavePoint[] {
  const rate = (count: number) => count / waves.step_seconds;
  return waves.items.map((point) => ({
    at: point.at,
    seconds: waves.step_seconds,
    calls: rate(point.calls),
    answered: rate(point.answered),
    sms: rate(point.sms),
    email: rate(point.email + point.push + (point.agency ?? 0)),
    limit: point.limit === null ? null : rate(point.limit),
  }));
}

export function flightRow(leg: Server["LegRead"]): FlightRow {
  return {
    ...leg,
    status: leg.status as FlightRow["status"],
    board_zone: leg.board_zone ?? "UTC",
    off_zone: leg.off_zone ?? "UTC",
  };
}

export function flightDetail(leg: Server["LegWithHistory"]): FlightDetail {
  return {
    ...flightRow(leg),
    history: leg.history.map((change) => ({
      id: change.change_id,
      at: change.known_at,
      what: change.what,
      source: change.source,
      before: (change.before ?? {}) as Params,
      after: change.after as Params,
    })),
  };
}

interface RawOffer {
  offer_id: string;
  rank: number;
  kind: OfferShape["kind"];
  state: OfferShape["state"];
  legs: { flight: string; board: string; off: string; cabin: string; departs: string; arrives: string }[];
  arrival_delay_min: number | null;
  together: boolean;
  hold_expires_at: string | null;
  explanation: { codes?: ({ code: string } & Params)[] };
}

/** `zones`: what is known of stations; an unknown one is shown in UTC, which is at least not wrong. */
export function offerShape(raw: RawOffer, zones: Record<string, string>): OfferShape {
  const zone = (station: string) => zones[station] ?? "UTC";
  return {
    offer_id: raw.offer_id,
    rank: raw.rank,
    kind: raw.kind,
    state: raw.state,
    together: raw.together,
    arrival_delay_min: raw.arrival_delay_min ?? 0,
    hold_expires_at: raw.hold_expires_at,
    cabins: raw.legs.map((leg) => leg.cabin),
    legs: raw.legs.map((leg) => ({ ...leg, board_zone: zone(leg.board), off_zone: zone(leg.off) })),
    explanation: (raw.explanation.codes ?? []).map(({ code, ...params }) => ({ code, params })),
  };
}

function entitlement(raw: Entitlement): Entitlement {
  return { ...raw, amount: raw.amount && { ...raw.amount, amount: String(raw.amount.amount) } };
}

/** The entry of the disruption asked for (else the newest), with the whole timeline. */
export function passengerDetail(
  read: Server["PassengerRead"],
  disruptionId: string,
  zones: Record<string, string>,
): PassengerDetail {
  const entry = read.entries.find((one) => one.disruption_id === disruptionId) ?? read.entries[0];
  if (!entry) throw new Error("a passenger without any disruption");
  const zone = (station: string) => zones[station] ?? "UTC";
  return {
    ...entry,
    passenger_id: read.passenger_id,
    name: spokenName(read.name),
    flight: {
      number: entry.flight,
      board: entry.board,
      off: entry.off,
      std: entry.std,
      board_zone: zone(entry.board),
    },
    reach: { state: entry.state as ReachState, reason: entry.reason, owner: entry.owner },
    task: { task_id: entry.task_id, next_channel: entry.next_channel, due_at: entry.due_at },
    decision: decisionOf(entry.decision, entry.decision_state),
    decision_state: entry.decision_state,
    rights: ((entry.rights ?? []) as Entitlement[]).map(entitlement),
    offers: ((entry.offers ?? []) as RawOffer[]).map((offer) => offerShape(offer, zones)),
    timeline: read.timeline as TimelineItem[],
  };
}
