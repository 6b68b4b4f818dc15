import { describe, expect, it } from "vitest";
import { predict, sliderEnd } from "@/features/act-panel/predict";
import { storyLine } from "@/features/disruptions/storyLine";
import { byUrgency, fiveMinutes, matches } from "@/features/disruptions/urgency";
import { statusWord } from "@/features/flights-board/look";
import { shareAt } from "@/features/plan/shareAt";
import { waveTotals } from "@/features/waves/totals";
import { decisionOf, wavePoints } from "@/shared/api/adapt";
import type { DisruptionItem, FlightRow } from "@/shared/api/types";

const item = (changes: Partial<DisruptionItem>): DisruptionItem =>
  ({
    disruption_id: "d",
    flight: "B6745",
    board: "JFK",
    off: "PSE",
    std: "2017-06-19T20:00:00Z",
    state: "open",
    affected: 100,
    reached: 0,
    scheduled: 100,
    unknown: 0,
    unreachable: 0,
    campaign_state: "running",
    first_attempt_p99_s: null,
    known_at: "2017-06-19T12:00:00Z",
    deadline_at: "2017-06-19T12:05:00Z",
    ...changes,
  }) as DisruptionItem;

describe("urgency", () => {
  it("puts what waits for a person first and what is closed last", () => {
    const sorted = byUrgency([
      item({ disruption_id: "closed", state: "closed" }),
      item({ disruption_id: "small", first_attempt_p99_s: 100, reached: 90 }),
      item({ disruption_id: "large", first_attempt_p99_s: 100, reached: 10 }),
      item({ disruption_id: "calling" }),
      item({ disruption_id: "waits", campaign_state: "waiting_approval" }),
    ]);
    expect(sorted.map((one) => one.disruption_id)).toEqual(["waits", "calling", "large", "small", "closed"]);
  });

  it("counts the five minutes down, and says whether they were kept", () => {
    const at = Date.parse("2017-06-19T12:03:00Z");
    expect(fiveMinutes(item({}), at)).toEqual({ state: "running", leftMs: 120_000 });
    expect(fiveMinutes(item({}), at + 180_000)).toEqual({ state: "over", leftMs: -60_000 });
    expect(fiveMinutes(item({ first_attempt_p99_s: 118 }), at)).toEqual({ state: "kept", seconds: 118 });
    expect(fiveMinutes(item({ first_attempt_p99_s: 330 }), at)).toEqual({ state: "over", leftMs: -30_000 });
  });

  it("finds by flight and station", () => {
    expect(matches(item({}), "jfk 745")).toBe(true);
    expect(matches(item({}), "lga")).toBe(false);
  });
});

describe("the story", () => {
  const at = (minute: number) => `2017-06-19T12:0${minute}:00Z`;
  const counts = { affected: 100, reached: 40, unreachable: 2 };

  it("gathers the minutes of reaching into one station with the present count", () => {
    const line = storyLine(
      [
        { at: at(0), kind: "event", params: {} },
        { at: at(0), kind: "campaign_opened", params: { state: "running" } },
        { at: at(1), kind: "reached", params: { people: 20 } },
        { at: at(2), kind: "reached", params: { people: 20 } },
      ],
      counts,
    );
    expect(line.map((s) => [s.kind, s.count])).toEqual([
      ["event", 100],
      ["reached", 40],
      ["people", 2],
      ["seats_held", null],
      ["first_contact", null],
    ]);
  });

  it("has nothing to come once it is over", () => {
    const line = storyLine([{ at: at(0), kind: "withdrawn", params: {} }], { ...counts, unreachable: 0 });
    expect(line.map((s) => s.kind)).toEqual(["withdrawn"]);
  });
});

describe("pacing", () => {
  it("predicts when all first calls are out", () => {
    expect(predict(10_000, 50)).toBe(200);
    expect(predict(0, 50)).toBe(0);
    expect(predict(10, 0)).toBeNull();
  });

  it("leaves room on the scale to double the rate", () => {
    expect(sliderEnd(50)).toBe(100);
    expect(sliderEnd(200)).toBe(400);
    expect(sliderEnd(9_999)).toBe(10_000);
  });
});

describe("curves and waves", () => {
  const curve = [
    { delay_min: 0, share: 0.1 },
    { delay_min: 60, share: 0.5 },
    { delay_min: 120, share: 0.9 },
  ];
  it("read a curve between its points and at its ends", () => {
    expect(shareAt(curve, 90)).toBeCloseTo(0.7);
    expect(shareAt(curve, 500)).toBe(0.9);
    expect(shareAt([], 60)).toBe(0);
  });

  it("turn counts per step into rates and back into totals", () => {
    const point = { at: "", calls: 500, answered: 250, sms: 40, email: 10, push: 5, agency: 0, limit: 500 };
    const points = wavePoints({ step_seconds: 10, items: [point] });
    expect(points[0]).toMatchObject({ calls: 50, limit: 50, email: 1.5 });
    expect(waveTotals(points)).toEqual({ calls: 500, answered: 250, messages: 55 });
  });
});

describe("words for states", () => {
  const leg = (changes: Partial<FlightRow>) =>
    ({ status: "scheduled", departure_delay_minutes: 0, arrival_delay_minutes: 0, ...changes }) as FlightRow;
  it("are those of an airport board", () => {
    expect(statusWord(leg({}))).toBe("scheduled");
    expect(statusWord(leg({ departure_delay_minutes: 40 }))).toBe("delayed");
    expect(statusWord(leg({ arrival_delay_minutes: 200 }))).toBe("late");
    expect(statusWord(leg({ status: "cancelled", departure_delay_minutes: 400 }))).toBe("cancelled");
    expect(statusWord(leg({ departure_delay_minutes: -90 }))).toBe("early");
  });

  it("do not call a failed choice a decision", () => {
    expect(decisionOf("accept", "confirmed")).toBe("rebooked");
    expect(decisionOf("accept", "failed")).toBe("undecided");
    expect(decisionOf(null)).toBe("undecided");
  });
});
