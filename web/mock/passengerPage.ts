// The passenger's page in its situations; the token chooses: demo, delay, decided, gone, expired, lost, two, slow.
import type {
  LinkedWish,
  OfferShape,
  PassengerPageData,
  PassengerPageParty,
} from "../src/shared/api/passengerTypes";
import { iso, minutes, now, SPEED } from "./clock.ts";
import { disruption, disruptions, flights } from "./day.ts";
import { offers, rights, timeline } from "./people.ts";

interface Taken {
  party: string;
  kind: string;
  at: number;
}
const taken = new Map<string, Taken>();
const answered = new Map<string, Record<string, LinkedWish>>();
const pending = new Map<string, { key: string; kind: string }>();

function party(token: string, index: number): PassengerPageParty {
  const leg = flights().find((f) => f.status === "cancelled") ?? flights()[0];
  const item = disruptions()[0] ?? disruption(leg as never, 0);
  const done = taken.get(`${token}${index}`);
  const delayed = token === "delay";
  const held: OfferShape[] = offers(item)
    .filter((o) => !(token === "lost" && o.offer_id === "off-1"))
    .map((o, i) => ({
      ...o,
      rank: i + 1,
      hold_expires_at: iso(now() + minutes(95)),
      state: done?.kind === "accept" && i === 0 ? "chosen" : o.state,
    }));
  const decidedEarlier = token === "decided";
  const kind = decidedEarlier ? "accept" : done?.kind;
  const since = done ? (Date.now() - done.at) / 1000 : 99;
  return {
    party_id: `p${index}`,
    locator: index ? "K7X2QD" : "QH4T9M",
    names: index ? ["陈 宇"] : ["WANG MARIA", "WANG PETER", "WANG LILY (INF)"],
    flight: {
      number: item.flight,
      board: item.board,
      off: item.off,
      std: item.std,
      sta: item.sta,
      etd: delayed ? iso(Date.parse(item.std) + minutes(215)) : null,
      eta: delayed ? iso(Date.parse(item.sta) + minutes(215)) : null,
      board_zone: item.board_zone,
      off_zone: item.off_zone,
      board_city: "New York",
      off_city: "Ponce",
    },
    what_happened: {
      kind: delayed ? "delayed" : "cancelled",
      cause_text_key: "cause.WX",
      arrival_delay_minutes: delayed ? 215 : null,
    },
    rights,
    offers: held,
    can_keep: delayed,
    refund: {
      amount: "709.20",
      currency: "USD",
      due_on: "2017-06-28",
      legal_basis: "14 CFR 260.6(a)",
      state: kind === "refund" ? "requested" : null,
    },
    decision:
      kind === "accept"
        ? "rebooked"
        : kind === "refund"
          ? "refunded"
          : kind === "keep"
            ? "kept"
            : "undecided",
    decided_by: decidedEarlier ? "agent:Sam Reed" : null,
    change: kind
      ? {
          change_id: "c1",
          kind: kind === "accept" ? "rebook" : kind === "refund" ? "refund" : "keep",
          state: since < 4 ? "requested" : since < 8 ? "ticketed" : "confirmed",
        }
      : null,
    linked: kind && kind !== "keep" ? linkedOf(`p${index}`) : [],
    timeline: [
      ...timeline(item),
      ...(kind ? [{ at: iso(now()), kind: "decided", params: { kind } }] : []),
      ...(kind === "accept" && since >= 8
        ? [{ at: iso(now()), kind: "change_step", params: { next: "confirmed" } }]
        : []),
      ...(kind === "refund"
        ? [
            {
              at: iso(now()),
              kind: "refund_progress",
              params: { state: "requested", amount: "709.20", currency: "USD" },
            },
          ]
        : []),
    ],
  };
}

function linkedOf(partyId: string): PassengerPageParty["linked"] {
  const said = answered.get(partyId) ?? {};
  return [
    { reference: "hotel:H204511", kind: "hotel", number: "H204511", answer: said["hotel:H204511"] ?? null },
    { reference: "car:C118302", kind: "car", number: "C118302", answer: said["car:C118302"] ?? null },
  ];
}

export function linked(body: { party_id: string; answers: Record<string, LinkedWish> }): Answer {
  answered.set(body.party_id, body.answers);
  return [200, { party_id: body.party_id }];
}

export type Answer = [status: number, body: unknown];

export function page(token: string): Answer {
  if (token === "expired") return [410, { error: "link-expired", message: "expired" }];
  if (token === "nobody") return [404, { error: "link-invalid", message: "unknown" }];
  const data: PassengerPageData = {
    language: token === "zh" ? "zh-CN" : "en",
    now: iso(now()),
    clock_speed: SPEED,
    talk: { phone: "+1 800 555 0123", wait_minutes: 4 },
    parties: token === "two" ? [party(token, 0), party(token, 1)] : [party(token, 0)],
  };
  return [200, data];
}

export function readBack(token: string, body: { party_id: string; choice: { kind: string } }): Answer {
  if (token === "gone") return [409, { error: "offer-gone", message: "seat gone" }];
  const id = `rb-${pending.size}`;
  pending.set(id, { key: `${token}${body.party_id.slice(1)}`, kind: body.choice.kind });
  const text =
    body.choice.kind === "refund"
      ? "We cancel your booking QH4T9M for 3 passengers and refund USD 709.20 to the card you paid with, by 28 June 2017. This cannot be undone."
      : body.choice.kind === "keep"
        ? "You keep your seats on B6745 from New York JFK to Ponce PSE. It now leaves at 21:35."
        : "We move all 3 passengers of booking QH4T9M to B6524 from New York JFK to Ponce PSE, Monday 19 June, leaving 18:20, arriving 22:05, Economy, together. You pay nothing. Your old seats are given back.";
  return [200, { text, token: id, expires_at: iso(now() + minutes(10)) }];
}

export function confirm(body: { read_back_token: string }): Answer {
  const choice = pending.get(body.read_back_token);
  if (!choice) return [409, { error: "read-back-void", message: "read back again" }];
  taken.set(choice.key, { party: choice.key, kind: choice.kind, at: Date.now() });
  return [200, { change_id: "c1", state: "requested" }];
}
