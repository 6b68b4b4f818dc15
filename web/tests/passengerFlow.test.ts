import { describe, expect, it } from "vitest";
import { type Flow, flow, noticeFor, startFlow } from "@/features/passenger-page/flow";
import {
  choosable,
  forPassenger,
  keepingIsBest,
  situation,
  stepsDone,
} from "@/features/passenger-page/situation";
import type { OfferShape, PassengerPageParty, TimelineItem } from "@/shared/api/passengerTypes";
import { facts as enFacts } from "@/shared/i18n/en/facts";
import { facts as zhFacts } from "@/shared/i18n/zh/facts";
import { tidy, timelineLine } from "@/shared/ui/timelineLine";

const readBack = { text: "…", token: "t", expires_at: "" };
const checking: Flow = { ...startFlow, step: "check", readBack, choice: { kind: "refund" } };

describe("deciding", () => {
  it("goes from look to check and back", () => {
    const asked = flow(startFlow, { type: "ask", choice: { kind: "accept", offer_id: "o" } });
    expect(asked).toMatchObject({ step: "look", working: true });
    const shown = flow(asked, { type: "readBack", readBack });
    expect(shown).toMatchObject({ step: "check", working: false, choice: { offer_id: "o" } });
    expect(flow(shown, { type: "back" })).toEqual(startFlow);
  });

  it("keeps the read-back when the line broke, for the same yes may be said again", () => {
    const working = flow(checking, { type: "confirm" });
    const after = flow(working, { type: "refused", status: 0, slug: "offline" });
    expect(after).toMatchObject({ step: "check", readBack, notice: "unsure", working: false });
  });

  it("returns to the options with the right words when refused", () => {
    expect(flow(checking, { type: "refused", status: 409, slug: "offer-gone" })).toMatchObject({
      step: "look",
      notice: "gone",
    });
    expect(noticeFor(409, "already-decided")).toBe("already");
    expect(noticeFor(409, "read-back-void")).toBe("expiredReadBack");
    expect(noticeFor(410, "link-expired")).toBe("expiredReadBack");
    expect(noticeFor(429, "too-many-requests")).toBe("busy");
    expect(noticeFor(500, "internal")).toBe("failed");
  });
});

const party = (changes: object) =>
  ({ decision: "undecided", change: null, offers: [], ...changes }) as unknown as PassengerPageParty;
const change = (state: string, kind = "rebook") => ({ change_id: "c", kind, state });

describe("the situation", () => {
  it("follows the change", () => {
    expect(situation(party({}))).toBe("choose");
    expect(situation(party({ decision: "rebooked", change: change("ticketed") }))).toBe("pending");
    expect(situation(party({ decision: "rebooked", change: change("told") }))).toBe("done");
    expect(situation(party({ decision: "rebooked", change: change("needs_person") }))).toBe("person");
    expect(situation(party({ decision: "undecided", change: change("failed") }))).toBe("failed");
  });

  it("offers only what can still be had, best first", () => {
    const offer = (rank: number, state: string, kind = "own") =>
      ({ offer_id: `${rank}`, rank, state, kind, legs: kind === "own" ? [{}] : [] }) as unknown as OfferShape;
    const delayed = party({
      offers: [
        offer(0, "held", "same_flight"),
        offer(3, "proposed"),
        offer(1, "lost"),
        offer(2, "held"),
        offer(9, "proposed", "refund"),
      ],
    });
    expect(choosable(delayed).map((one) => one.rank)).toEqual([2, 3]);
    expect(keepingIsBest(delayed)).toBe(true);
    expect(keepingIsBest(party({ offers: [offer(2, "held")] }))).toBe(false);
  });

  it("shows how far the booking is", () => {
    expect(stepsDone("requested")).toBe(1);
    expect(stepsDone("off_loaded")).toBe(2);
    expect(stepsDone("told")).toBe(4);
  });
});

describe("the timeline", () => {
  const line = (item: Partial<TimelineItem>) =>
    timelineLine(
      { at: "2017-06-19T12:00:00Z", kind: "", params: {}, ...item } as TimelineItem,
      (_, otherwise) => otherwise,
      "en",
    );

  it("names the channel and its result", () => {
    expect(
      line({ kind: "attempt_contact", channel: "call", params: { result: "no_answer", to: "••33" } }),
    ).toMatchObject({
      key: "facts.timeline.call",
      params: { result: "no answer", to: "••33" },
    });
    expect(tidy("Called : answered")).toBe("Called: answered");
  });

  it("tells refunds with their amount", () => {
    const refund = line({
      kind: "refund_progress",
      params: { state: "sent", amount: "1280.00", currency: "CNY" },
    });
    expect(refund.params).toMatchObject({ what: "sent", amount: "CN¥1,280" });
  });

  it("keeps colleagues' notes and inner steps from passengers, newest first", () => {
    const at = (minute: number) => `2017-06-19T12:0${minute}:00Z`;
    const shown = forPassenger([
      { at: at(1), kind: "decided", params: { kind: "accept" } },
      { at: at(2), kind: "task_noted", params: { note: "difficult" } },
      { at: at(3), kind: "change_step", params: { next: "old_released" } },
      { at: at(4), kind: "change_step", params: { next: "confirmed" } },
    ]);
    expect(shown.map((item) => item.at)).toEqual([at(4), at(1)]);
  });

  it("names every state of a change in both languages", () => {
    const states = ["requested", "held", "paid", "seats_sold", "off_loaded", "ticketed", "refund_sent"];
    states.push("old_released", "confirmed", "told", "compensating", "failed", "needs_person");
    for (const facts of [zhFacts, enFacts]) {
      expect(Object.keys(facts.change).sort()).toEqual(states.sort());
    }
  });
});
