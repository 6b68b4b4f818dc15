// Control-room routes of the mock: a few lines each, just enough to work with the screens.
import type { Server } from "../src/shared/api/server";
import type { DeadLetter, Pacing } from "../src/shared/api/types";
import { chance, iso, minutes, now, SPEED } from "./clock.ts";
import { detail, disruption, disruptions, flights } from "./day.ts";
import type { Answer } from "./passengerPage.ts";
import { passenger, row, unreachedRow } from "./people.ts";

let signedIn = false;
const pacing: Pacing = {
  channel: "call",
  per_second: 50,
  lines: 600,
  transfer_capacity: 12,
  paused: false,
  version: 1,
};
let letters: DeadLetter[] = [
  {
    message_id: "msg-101",
    kind: "asm",
    source: "sita-in",
    received_at: iso(now() - minutes(14)),
    reason: "line 4: flight B6 has no number",
    attempts: 1,
    body: "ASM\nUTC\nCNL\nB6/19JUN17\nJFKPSE",
  },
  {
    message_id: "msg-102",
    kind: "aidx",
    source: "airport-jfk",
    received_at: iso(now() - minutes(31)),
    reason: "XML with DOCTYPE is refused",
    attempts: 1,
    body: '<!DOCTYPE x [<!ENTITY a "b">]>\n<IATA_AIDX_FlightLegNotifRQ/>',
  },
];

const sum = (of: (d: ReturnType<typeof disruptions>[number]) => number) =>
  disruptions().reduce((n, d) => n + of(d), 0);

function overview() {
  const all = disruptions();
  const affected = sum((d) => d.affected);
  const reached = sum((d) => d.reached);
  return {
    now: iso(now()),
    clock_speed: SPEED,
    disruptions_open: all.length,
    affected,
    reached,
    scheduled: sum((d) => d.scheduled),
    unknown: sum((d) => d.unknown),
    unreachable: sum((d) => d.unreachable),
    reached_rate: reached / affected,
    oldest_unreached_at: iso(now() - minutes(38)),
    seats_held: 8_210,
    seats_lacking: 34,
    lines_busy: 412 + Math.floor(chance(String(Date.now())) * 60),
    lines: 600,
    ledger_balance: 0,
    ledger_checked_at: iso(now() - 40_000),
    waiting_first: 9_870,
    decided: {
      rebooked: sum((d) => d.rebooked),
      refunded: sum((d) => d.refunded),
      kept: 0,
      undecided: sum((d) => d.undecided),
    },
    last_event_id: 1,
  };
}

const curve = (mean: number) =>
  Array.from({ length: 25 }, (_, i) => ({
    delay_min: i * 30,
    share: 1 - Math.exp(-(((i * 30) / mean) ** 1.4)),
  }));

function waves(): Server["WavesRead"] {
  const items = Array.from({ length: 90 }, (_, i) => {
    const calls = 10 * Math.round(i < 6 ? i * 8 : i < 60 ? 46 + chance(`w${i}`) * 5 : 46 - (i - 60) * 1.2);
    const answered = Math.round(calls * (0.52 + chance(`a${i}`) * 0.1));
    return {
      at: iso(now() - (90 - i) * 10_000),
      calls,
      answered,
      sms: i > 30 ? Math.round(chance(`s${i}`) * 140) : 0,
      email: i > 40 ? Math.round(chance(`e${i}`) * 50) : 0,
      push: 0,
      agency: 0,
      limit: 500,
    };
  });
  return { step_seconds: 10, items };
}

// biome-ignore lint/suspicious/noExplicitAny: bodies of a mock
type Body = any;
type Route = (params: string[], query: URLSearchParams, body: Body) => Answer;
const find = (id: string) => disruptions().find((d) => d.disruption_id === id);

function passengers(id: string, query: URLSearchParams): Answer {
  const item = find(id);
  if (!item) return [404, { error: "not_found", message: id }];
  const offset = Number(query.get("offset") ?? 0);
  const state = query.get("state");
  const q = query.get("q")?.toLowerCase();
  if (!state && !q) {
    const size = Math.min(200, item.affected - offset);
    return [
      200,
      {
        total: item.affected,
        items: Array.from({ length: Math.max(0, size) }, (_, i) => row(item, offset + i)),
      },
    ];
  }
  const all = Array.from({ length: item.affected }, (_, i) => row(item, i)).filter(
    (r) => (!state || r.state === state) && (!q || `${r.name_masked} ${r.locator}`.toLowerCase().includes(q)),
  );
  return [200, { total: all.length, items: all.slice(offset, offset + 200) }];
}

function unreached(): Answer {
  const items = disruptions().flatMap((d) =>
    Array.from({ length: Math.min(d.unreachable, 40) }, (_, i) => unreachedRow(d, d.affected - 1 - i)),
  );
  return [200, { total: items.length, items }];
}

export const routes: [method: string, path: RegExp, route: Route][] = [
  [
    "GET",
    /^\/api\/session$/,
    () => (signedIn ? [200, session()] : [401, { error: "not_signed_in", message: "" }]),
  ],
  [
    "POST",
    /^\/api\/session$/,
    (_p, _q, b) => {
      if (b.password === "wrong") return [401, { error: "wrong_credentials", message: "" }];
      signedIn = true;
      return [200, session()];
    },
  ],
  [
    "DELETE",
    /^\/api\/session$/,
    () => {
      signedIn = false;
      return [204, null];
    },
  ],
  ["GET", /^\/api\/overview$/, () => [200, overview()]],
  ["GET", /^\/api\/disruptions$/, () => [200, { items: disruptions() }]],
  [
    "GET",
    /^\/api\/disruptions\/([^/]+)$/,
    ([id = ""]) => {
      const d = find(id);
      return d ? [200, detail(d)] : [404, { error: "not_found", message: id }];
    },
  ],
  ["GET", /^\/api\/disruptions\/([^/]+)\/passengers$/, ([id = ""], q) => passengers(id, q)],
  [
    "GET",
    /^\/api\/(?:disruptions\/[^/]+\/)?plan$/,
    () => [
      200,
      {
        plan: {
          plan_id: "pl",
          created_at: iso(now()),
          parties: 2_410,
          passengers: 4_338,
          unassigned: 37,
          seconds: 1.84,
          gap: 0.0021,
          plan_mean_delay_min: 214,
          first_come_mean_delay_min: 287,
          report: { hongyan: { same_cabin_share: 0.962 } },
        },
        curves: { hongyan: curve(210), first_come: curve(300) },
      },
    ],
  ],
  ["GET", /^\/api\/(?:disruptions\/[^/]+\/)?waves$/, () => [200, waves()]],
  ["POST", /^\/api\/campaigns\/[^/]+\/\w+$/, () => [200, {}]],
  ["GET", /^\/api\/pacing$/, () => [200, [pacing]]],
  [
    "PUT",
    /^\/api\/pacing\/\w+$/,
    (_p, _q, b) => {
      Object.assign(pacing, b, { version: pacing.version + 1 });
      return [200, pacing];
    },
  ],
  [
    "GET",
    /^\/api\/flights$/,
    (_p, q) => [
      200,
      {
        items: flights().filter(
          (f) =>
            (!q.get("status") || f.status === q.get("status")) &&
            (!q.get("station") || f.board === q.get("station") || f.off === q.get("station")) &&
            (!q.get("q") || f.flight.includes((q.get("q") ?? "").toUpperCase())),
        ),
      },
    ],
  ],
  [
    "GET",
    /^\/api\/flights\/([^/]+)$/,
    ([id]) => {
      const f = flights().find((x) => x.leg_id === id);
      return [
        200,
        {
          ...f,
          history: [
            {
              change_id: 2,
              known_at: iso(now() - minutes(50)),
              what: "cancelled",
              source: "aidx",
              message_id: "m1",
              before: { status: "scheduled" },
              after: { status: f?.status ?? "" },
            },
          ],
        },
      ];
    },
  ],
  ["GET", /^\/api\/unreached$/, unreached],
  ["POST", /^\/api\/tasks\/[^/]+\/[\w-]+$/, () => [200, {}]],
  [
    "GET",
    /^\/api\/passengers\/([^/]+)$/,
    ([id = ""], q) => {
      const item = find(q.get("disruption_id") ?? "") ?? disruption(flights()[0] as never, 0);
      return [200, passenger(item, row(item, Number(id.split("-p")[1] ?? 0)))];
    },
  ],
  [
    "POST",
    /^\/api\/parties\/[^/]+\/read-back$/,
    () => [
      200,
      {
        text: {
          en: "We move 2 passengers to B6524, JFK to PSE, today, leaving 18:20, arriving 22:05, Economy, together. No extra cost.",
          "zh-CN":
            "为 2 位旅客改签 B6524，纽约肯尼迪至庞塞，今天 18:20 起飞，22:05 到达，经济舱，同行不拆分，不收费用。",
        },
        token: "t",
        expires_at: iso(now() + minutes(10)),
      },
    ],
  ],
  ["POST", /^\/api\/parties\/[^/]+\/decide$/, () => [200, { change_id: "c", state: "requested" }]],
  ["GET", /^\/api\/dead-letters$/, () => [200, { items: letters, total: letters.length }]],
  [
    "POST",
    /^\/api\/dead-letters\/([^/]+)\/\w+$/,
    ([id]) => {
      letters = letters.filter((l) => l.message_id !== id);
      return [200, {}];
    },
  ],
];

function session() {
  return {
    user: { name: "Lin Hua", role: "controller", language: null },
    csrf: "mock",
    permissions: [
      "campaigns.act",
      "pacing.set",
      "feeds.repair",
      "passengers.decide",
      "tasks.assign",
      "tasks.take",
    ],
  };
}
