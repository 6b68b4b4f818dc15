// One passenger in full (the drawer), and what the passenger's own page gets: offers, rights, timeline, change.

import type { Decision, Instant, Language, Params, ReachState } from "./types";

export type ChoiceKind = "accept" | "refund" | "keep" | "person";
export interface Choice {
  kind: ChoiceKind;
  offer_id?: string | null;
}

export interface MoneyShape {
  amount: string;
  currency: string;
}

/** `granted` null = unknown: a fact is missing, named in `needs`. */
export interface Entitlement {
  regime: string;
  kind: string;
  granted: boolean | null;
  amount: MoneyShape | null;
  clock: string | null;
  due: string | null;
  legal_basis: string;
  /** The same by language. */
  cited?: Record<string, string>;
  certainty: string;
  needs: string[];
  text_key: string;
  params: Params;
}

export interface OfferLeg {
  flight: string;
  board: string;
  off: string;
  departs: Instant;
  arrives: Instant;
  board_zone: string;
  off_zone: string;
}

export type OfferKind = "own" | "own_connection" | "partner" | "nearby" | "same_flight" | "refund";
export type OfferState =
  | "intended"
  | "held"
  | "proposed"
  | "chosen"
  | "declined"
  | "expired"
  | "lost"
  | "withdrawn";

export interface OfferShape {
  offer_id: string;
  rank: number;
  kind: OfferKind;
  legs: OfferLeg[];
  cabins: string[];
  together: boolean;
  arrival_delay_min: number;
  hold_expires_at: Instant | null;
  state: OfferState;
  explanation: { code: string; params: Params }[];
}

/** A line of the timeline: `kind` is translated under `timeline.<kind>` with `params`. */
export interface TimelineItem {
  at: Instant;
  kind: string;
  channel?: string | null;
  actor?: string | null;
  params: Params;
  legal_basis?: string | null;
}

export interface ChangeShape {
  change_id: string;
  kind: "rebook" | "change" | "refund" | "keep";
  state: string;
  /** The new flights; `day` is local at `board`. */
  flights?: { flight: string; day: string; board: string; off: string }[];
  /** What the change costs in all; null when nothing is to be paid. */
  price?: { amount: string; currency: string } | null;
}

export interface FlightFacts {
  number: string;
  board: string;
  off: string;
  std: Instant;
  sta: Instant;
  etd: Instant | null;
  eta: Instant | null;
  board_zone: string;
  off_zone: string;
  board_city?: string | null;
  off_city?: string | null;
}

export interface PassengerDetail {
  passenger_id: string;
  disruption_id: string;
  order_id: string;
  party_id: string;
  locator: string;
  name: string;
  kind: string;
  language: string;
  zone: string | null;
  cabin: string;
  tier: string;
  ssrs: string[];
  contacts: { kind: string; value: string; quality: string }[];
  flight: { number: string; board: string; off: string; std: Instant; board_zone: string };
  reach: { state: ReachState; reason: string | null; owner: string | null };
  task: { task_id: string; next_channel: string | null; due_at: Instant | null };
  decision: Decision;
  decision_state: string | null;
  rights: Entitlement[];
  offers: OfferShape[];
  timeline: TimelineItem[];
}

export interface ReadBack {
  text: string;
  token: string;
  expires_at: Instant;
}

export interface RefundShape {
  amount: string;
  currency: string;
  due_on: string | null;
  legal_basis: string;
  cited?: Record<string, string>;
  state?: string | null;
}

export type LinkedWish = "keep" | "move" | "cancel";

/** A hotel or a car of the same trip; `answer` null = not answered yet. */
export interface LinkedProduct {
  reference: string;
  kind: "hotel" | "car" | "other";
  number: string;
  answer: LinkedWish | null;
}

export interface PassengerPageParty {
  party_id: string;
  locator: string;
  names: string[];
  flight: FlightFacts;
  what_happened: { kind: string; cause_text_key: string | null; arrival_delay_minutes?: number | null };
  rights: Entitlement[];
  offers: OfferShape[];
  refund: RefundShape | null;
  can_keep: boolean;
  decision: Decision;
  decided_by?: string | null;
  change: ChangeShape | null;
  timeline: TimelineItem[];
  linked?: LinkedProduct[];
}

export interface PassengerPageData {
  language: Language;
  now: Instant;
  clock_speed?: number;
  talk: { phone: string | null; wait_minutes: number | null } | null;
  /** A telephone in the browser can be tried. */
  handset?: boolean;
  parties: PassengerPageParty[];
}
