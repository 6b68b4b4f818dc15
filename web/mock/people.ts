// Passengers of the mock day, made from their index so that any window of 45,000 rows costs nothing.
import type { Entitlement, OfferShape, TimelineItem } from "../src/shared/api/passengerTypes";
import type { Server } from "../src/shared/api/server";
import type { DisruptionItem, ReachState } from "../src/shared/api/types";
import { chance, iso, minutes, now, pick } from "./clock.ts";

const family = [
  "Wang",
  "Li",
  "Zhang",
  "Chen",
  "Smith",
  "Garcia",
  "Johnson",
  "Okafor",
  "Rossi",
  "Kim",
  "Novak",
  "Silva",
];
const given = ["M.", "J.", "L.", "A.", "R.", "S.", "T.", "Y."];
const owners = ["Chen Yu", "Maria Lopez", "Sam Reed"];

export function row(item: DisruptionItem, index: number): Server["PassengerRow"] {
  const id = `${item.disruption_id}-p${index}`;
  const share = index / item.affected;
  const state: ReachState =
    share < item.reached / item.affected
      ? "reached"
      : share < (item.reached + item.scheduled) / item.affected
        ? "scheduled"
        : share < (item.reached + item.scheduled + item.unknown) / item.affected
          ? "unknown"
          : "unreachable";
  const decided = state === "reached" && chance(`${id}d`) < 0.75;
  const refund = chance(`${id}r`) < 0.18;
  return {
    passenger_id: id,
    order_id: `ord-${Math.floor(index / 2)}`,
    party_id: `${item.disruption_id}:ord-${Math.floor(index / 2)}`,
    task_id: `task-${id}`,
    locator: `Q${(index * 7919 + 1679616).toString(36).toUpperCase().slice(-5)}`,
    name_masked: `${pick(family, `${id}f`)} ${pick(given, `${id}g`)}`,
    cabin: chance(`${id}c`) < 0.07 ? "J" : "Y",
    tier: pick(["none", "none", "none", "none", "silver", "gold", "platinum"], `${id}t`),
    ssrs: chance(`${id}s`) < 0.05 ? [pick(["WCHR", "UMNR", "VGML", "BLND"], id)] : [],
    kind: "ADT",
    state,
    reason:
      state === "unreachable" ? pick(["no_answer", "wrong_number", "masked_number", "no_contact"], id) : null,
    reached_by: state === "reached" ? pick(["call", "call", "call", "sms", "page", "email"], `${id}b`) : null,
    decision: decided ? (refund ? "refund" : "accept") : null,
    decision_state: decided ? "confirmed" : null,
    reached_at: null,
    task_state: state,
    next_channel: state === "scheduled" ? "call" : null,
    due_at: null,
    offer_summary: {
      kind: refund ? "refund" : "own",
      flights: refund ? [] : [`B6${300 + (index % 9) * 11}`],
      departs: null,
      arrives: null,
      delay_min: refund ? null : 160,
    },
    owner: state === "unreachable" ? pick(owners, id) : null,
    last_attempt_at:
      state === "scheduled" && chance(`${id}x`) < 0.4
        ? null
        : iso(Date.parse(item.known_at) + 20_000 + index * 400),
  };
}

export function unreachedRow(item: DisruptionItem, index: number): Server["UnreachedRow"] {
  const base = row(item, index);
  return {
    task_id: base.task_id ?? "",
    passenger_id: base.passenger_id,
    disruption_id: item.disruption_id,
    party_id: base.party_id,
    order_id: base.order_id,
    name: `${base.name_masked.split(" ")[0]?.toUpperCase()}/MARIA`,
    locator: base.locator,
    state: "unreachable",
    task_state: "unreachable",
    flight: item.flight,
    board: item.board,
    off: item.off,
    kind: item.kind,
    cabin: base.cabin,
    language: "en",
    departs_at: item.std,
    reason: pick(
      ["no_answer", "wrong_number", "masked_number", "no_contact", "wants_person"],
      base.passenger_id,
    ),
    last_channel: "call",
    last_result: "no_answer",
    last_attempt_at: base.last_attempt_at,
    owner: index % 3 ? pick(owners, base.passenger_id) : null,
    ssrs: base.ssrs,
    tier: base.tier,
  };
}

export function offers(item: DisruptionItem): OfferShape[] {
  const std = Date.parse(item.std);
  const length = Date.parse(item.sta) - std;
  const leg = (flight: string, off: number, from = item.board, to = item.off, took = length) => ({
    flight,
    board: from,
    off: to,
    departs: iso(std + minutes(off)),
    arrives: iso(std + minutes(off) + took),
    board_zone: item.board_zone,
    off_zone: item.off_zone,
  });
  const base = {
    cabins: ["Y"],
    together: true,
    hold_expires_at: iso(now() + minutes(95)),
    state: "held" as const,
  };
  return [
    {
      ...base,
      offer_id: "off-1",
      rank: 1,
      kind: "own",
      legs: [leg("B6524", 160)],
      arrival_delay_min: 160,
      explanation: [
        { code: "arrives_later", params: { minutes: 160 } },
        { code: "same_cabin", params: {} },
        { code: "together", params: {} },
      ],
    },
    {
      ...base,
      offer_id: "off-2",
      rank: 2,
      kind: "own_connection",
      legs: [leg("B6118", 90, item.board, "BOS", minutes(75)), leg("B6733", 230, "BOS", item.off)],
      cabins: ["Y", "Y"],
      arrival_delay_min: 235,
      state: "proposed",
      explanation: [],
    },
    {
      ...base,
      offer_id: "off-3",
      rank: 3,
      kind: "partner",
      legs: [leg("HA51", 300)],
      arrival_delay_min: 305,
      together: false,
      state: "proposed",
      explanation: [],
    },
  ];
}

export const rights: Entitlement[] = [
  {
    regime: "US",
    kind: "refund",
    granted: true,
    amount: { amount: "236.40", currency: "USD" },
    clock: "P7WD:US",
    due: "2017-06-28",
    legal_basis: "14 CFR 260.6(a), 260.9",
    certainty: "high",
    needs: [],
    text_key: "refund_automatic",
    params: {},
  },
  {
    regime: "US",
    kind: "rebook",
    granted: true,
    amount: null,
    clock: null,
    due: null,
    legal_basis: "Contract of carriage, rule 37",
    certainty: "high",
    needs: [],
    text_key: "rebook_free",
    params: {},
  },
  {
    regime: "US",
    kind: "meal",
    granted: null,
    amount: null,
    clock: null,
    due: null,
    legal_basis: "Customer service plan, DOT dashboard",
    certainty: "medium",
    needs: ["cause"],
    text_key: "meal_if_carrier",
    params: {},
  },
  {
    regime: "US",
    kind: "cash",
    granted: false,
    amount: null,
    clock: null,
    due: null,
    legal_basis: "No federal cash compensation for delay",
    certainty: "high",
    needs: [],
    text_key: "no_cash",
    params: {},
  },
];

export function timeline(item: DisruptionItem): TimelineItem[] {
  const known = Date.parse(item.known_at);
  const at = (s: number) => iso(known + s * 1000);
  const attempt = (s: number, channel: string, result: string): TimelineItem => ({
    at: at(s),
    kind: "attempt_contact",
    channel,
    params: { channel, result, to: "•••• 2297" },
  });
  return [
    { at: at(0), kind: "flight_changed", params: { what: "cancelled" } },
    { at: at(0), kind: "disruption_opened", params: { kind: item.kind, cause: "WX" } },
    attempt(31, "call", "no_answer"),
    attempt(352, "sms", "delivered"),
    { at: at(611), kind: "link_opened", params: {} },
    { at: at(611), kind: "reached", params: { by: "page" } },
  ];
}

export function passenger(item: DisruptionItem, base: Server["PassengerRow"]): Server["PassengerRead"] {
  const raw = offers(item).map((offer) => ({
    ...offer,
    legs: offer.legs.map((leg, i) => ({ ...leg, cabin: offer.cabins[i] })),
    explanation: { codes: [{ code: "same_cabin" }] },
  }));
  return {
    passenger_id: base.passenger_id,
    name: `${base.name_masked.split(" ")[0]?.toUpperCase()}/MARIA`,
    timeline: timeline(item),
    entries: [
      {
        disruption_id: item.disruption_id,
        party_id: base.party_id,
        order_id: base.order_id,
        task_id: base.task_id ?? "",
        locator: base.locator,
        flight: item.flight,
        board: item.board,
        off: item.off,
        kind: item.kind,
        std: item.std,
        cabin: base.cabin,
        tier: base.tier,
        ssrs: base.ssrs,
        passenger_kind: "ADT",
        final_off: item.off,
        language: "en",
        zone: item.board_zone,
        state: base.state,
        reason: base.reason,
        owner: base.owner,
        reached_by: base.reached_by,
        reached_at: null,
        task_state: base.state,
        next_channel: "call",
        due_at: iso(Date.parse(item.known_at) + minutes(45)),
        contacts: [
          { kind: "mobile", value: "+12125552297", quality: "verified" },
          { kind: "email", value: "maria@example.com", quality: "unverified" },
        ],
        decision: base.decision,
        decision_state: base.decision_state,
        change_id: null,
        said_by: null,
        rights,
        offers: raw,
      },
    ],
  };
}
