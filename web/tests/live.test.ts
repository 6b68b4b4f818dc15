import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { InvalidationGate, rootsFor } from "@/shared/live/invalidation";
import { initialLive, liveReducer, retryDelay } from "@/shared/live/liveReducer";
import { SseParser } from "@/shared/live/sseParser";

describe("the live stream", () => {
  it("remembers the last event over a broken line, and when it was last heard", () => {
    let state = liveReducer(initialLive, { type: "opened", at: 1_000 });
    state = liveReducer(state, { type: "heard", at: 2_000, id: 41 });
    state = liveReducer(state, { type: "lost" });
    expect(state).toEqual({ status: "paused", lastEventId: 41, heardAt: 2_000, attempt: 1 });
    expect(liveReducer(state, { type: "opened", at: 9_000 })).toMatchObject({
      status: "live",
      attempt: 0,
      lastEventId: 41,
    });
  });

  it("is paused while the server itself hears nothing", () => {
    const live = liveReducer(initialLive, { type: "opened", at: 1 });
    expect(liveReducer(live, { type: "stale" }).status).toBe("paused");
  });

  it("never goes back in ids", () => {
    const state = liveReducer({ ...initialLive, lastEventId: 50 }, { type: "heard", at: 1, id: 7 });
    expect(state.lastEventId).toBe(50);
  });

  it("tries again at growing distances, ten seconds at most", () => {
    expect([1, 2, 3, 4, 5, 9].map(retryDelay)).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });
});

describe("server-sent events", () => {
  it("come out whole however they were cut", () => {
    const parser = new SseParser();
    const text =
      'id: 7\nevent: flights.leg_changed\ndata: {"a":1}\n\n: beat\n\nid: 8\r\nevent: x.y\r\ndata: one\r\ndata: two\r\n\r\n';
    const events = [...text].flatMap((character) => parser.push(character));
    expect(events).toEqual([
      { id: 7, name: "flights.leg_changed", data: '{"a":1}' },
      { id: 8, name: "x.y", data: "one\ntwo" },
    ]);
  });
});

describe("refetching", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("touches the screens of the capability, and always the strip", () => {
    expect(rootsFor("outreach.progressed")).toContain("passengers");
    expect(rootsFor("something.new")).toEqual(["overview"]);
  });

  it("gathers a burst and flushes at most once per interval, within two seconds", () => {
    const flushes: { at: number; roots: string[] }[] = [];
    const gate = new InvalidationGate((roots) => flushes.push({ at: performance.now(), roots }));
    for (let i = 0; i < 50; i++) {
      gate.add(rootsFor("outreach.progressed"));
      vi.advanceTimersByTime(100);
    }
    vi.advanceTimersByTime(2_000);
    expect(flushes.length).toBeGreaterThan(2);
    expect(flushes.length).toBeLessThan(6);
    const gaps = flushes.slice(1).map((flush, i) => flush.at - (flushes[i]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_500);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2_000);
  });
});
