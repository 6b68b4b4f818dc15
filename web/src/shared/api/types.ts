// What the control-room API answers. One shape per route; instants are ISO 8601 in UTC, money is a decimal string.

export type Instant = string;
export type Language = "zh-CN" | "en";
export type Role = "controller" | "agent" | "supervisor" | "admin";
export type ReachState = "reached" | "scheduled" | "unknown" | "unreachable";
export type CampaignState = "waiting_approval" | "running" | "paused" | "stopped" | "done";
export type Decision = "rebooked" | "refunded" | "kept" | "undecided";
export type Params = Record<string, string | number | boolean | null>;

export interface Session {
  user: { name: string; role: Role; language: string | null };
  csrf: string;
  permissions: string[];
}

/** The four parts of the reach ledger; their sum is `affected` while the invariant holds. */
export interface Ledger {
  affected: number;
  reached: number;
  scheduled: number;
  unknown: number;
  unreachable: number;
}

export interface Overview extends Ledger {
  now: Instant;
  clock_speed: number;
  disruptions_open: number;
  reached_rate: number;
  oldest_unreached_at: Instant | null;
  seats_held: number;
  seats_lacking: number;
  lines_busy: number;
  lines: number | null;
  ledger_balance: number;
  ledger_checked_at: Instant | null;
  decided: Record<Decision, number>;
  last_event_id: number;
  /** Tasks still without a first call or message. */
  waiting_first?: number;
}

export interface LegFacts {
  leg_id: string;
  flight: string;
  board: string;
  off: string;
  origin_date: string;
  std: Instant;
  sta: Instant;
  board_zone: string;
  off_zone: string;
}

export type LegStatus = "scheduled" | "departed" | "arrived" | "cancelled" | "diverted" | "returned";

export interface FlightRow extends LegFacts {
  etd: Instant | null;
  eta: Instant | null;
  atd: Instant | null;
  ata: Instant | null;
  status: LegStatus;
  cause_code: string | null;
  registration: string | null;
  aircraft_type: string | null;
  departure_delay_minutes: number;
  arrival_delay_minutes: number;
  affected: number;
}

export interface LegChange {
  id: number;
  at: Instant;
  what: string;
  source: string;
  before: Params;
  after: Params;
}

export interface FlightDetail extends FlightRow {
  history: LegChange[];
}

export type DisruptionKind = "cancelled" | "delayed" | "diverted" | "advanced" | "misconnect";

export interface DisruptionItem extends LegFacts, Ledger {
  disruption_id: string;
  kind: DisruptionKind;
  state: "open" | "withdrawn" | "closed";
  cause_code: string | null;
  cause_class: string | null;
  carrier_cause: boolean | null;
  departure_delay_minutes: number;
  arrival_delay_minutes: number;
  known_at: Instant;
  parties: number;
  rebooked: number;
  refunded: number;
  kept: number;
  undecided: number;
  campaign_id: string | null;
  campaign_state: CampaignState | null;
  first_attempt_p99_s: number | null;
  /** Five minutes after `known_at`: by then everybody has had a first call or message. */
  deadline_at: Instant;
}

/** Kinds are translated under `story.<kind>`; unknown ones show as themselves. */
export interface StoryItem {
  at: Instant;
  kind: string;
  params: Params;
}

export interface DisruptionDetail extends DisruptionItem {
  story: StoryItem[];
}

export interface PassengerRow {
  passenger_id: string;
  disruption_id: string;
  order_id: string;
  party_id: string;
  task_id: string | null;
  locator: string;
  name_masked: string;
  cabin: string;
  tier: string;
  ssrs: string[];
  state: ReachState;
  reason: string | null;
  reached_by: string | null;
  decision: Decision;
  offer: OfferSummary | null;
  owner: string | null;
  last_attempt_at: Instant | null;
}

export interface OfferSummary {
  kind: string;
  flights: string[];
  departs: Instant | null;
  arrives: Instant | null;
  delay_min: number | null;
}

export interface Page<T> {
  total: number;
  items: T[];
}

export interface CurvePoint {
  delay_min: number;
  share: number;
}

export interface PlanShares {
  same_cabin_share?: number;
  unassigned_passengers?: number;
}

export interface PlanReport {
  plan: {
    plan_id: string;
    created_at: Instant;
    parties: number;
    passengers: number;
    unassigned: number;
    seconds: number;
    gap: number;
    plan_mean_delay_min: number;
    first_come_mean_delay_min: number;
    report: { hongyan?: PlanShares; first_come?: PlanShares };
  } | null;
  totals?: {
    unassigned_passengers: number;
    first_come_unassigned_passengers: number;
    mean_delay_assigned_min: number | null;
    first_come_mean_delay_assigned_min: number | null;
  };
  curves: { hongyan: CurvePoint[]; first_come: CurvePoint[] };
}

/** Rates per second over one step of `seconds`; e-mail counts app messages too. */
export interface WavePoint {
  at: Instant;
  seconds: number;
  calls: number;
  answered: number;
  sms: number;
  email: number;
  limit: number | null;
}

export interface Pacing {
  channel: string;
  per_second: number;
  lines: number | null;
  transfer_capacity: number | null;
  paused: boolean;
  version: number;
}

/** Flight facts are null where the list is of one flight anyway. */
export interface UnreachedRow {
  task_id: string;
  passenger_id: string;
  disruption_id: string;
  party_id: string;
  name: string;
  locator: string;
  state: ReachState;
  flight: string | null;
  board: string | null;
  off: string | null;
  departs_at: Instant | null;
  reason: string | null;
  last_channel: string | null;
  last_result: string | null;
  last_attempt_at: Instant | null;
  owner: string | null;
  ssrs: string[];
  tier: string;
}

export interface DeadLetter {
  message_id: string;
  kind: string;
  source: string;
  received_at: Instant;
  reason: string;
  attempts: number;
  body: string;
}
