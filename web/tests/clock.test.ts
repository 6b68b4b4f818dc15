import { describe, expect, it } from "vitest";
import { productNow, reanchor, systemAnchor } from "@/shared/clock/productClock";

const noon = Date.parse("2017-06-19T12:00:00Z");

describe("the product's clock", () => {
  it("runs at its own speed", () => {
    const anchor = { product: noon, wall: 1_000, speed: 60 };
    expect(productNow(anchor, 3_000)).toBe(noon + 120_000);
  });

  it("stands still between answers when it jumps", () => {
    expect(productNow({ product: noon, wall: 0, speed: 0 }, 99_000)).toBe(noon);
  });

  it("takes a new day over at once", () => {
    const anchor = reanchor(systemAnchor, "2017-06-19T12:00:00Z", 60, 5_000);
    expect(productNow(anchor, 6_000)).toBe(noon + 60_000);
  });

  it("does not step back by the jitter of an answer under way", () => {
    const anchor = { product: noon, wall: 0, speed: 1 };
    const next = reanchor(anchor, new Date(noon + 9_500).toISOString(), 1, 10_000);
    expect(productNow(next, 10_000)).toBe(noon + 10_000);
  });

  it("does step back when the day starts over", () => {
    const next = reanchor({ product: noon, wall: 0, speed: 1 }, "2017-06-19T06:00:00Z", 1, 10_000);
    expect(productNow(next, 10_000)).toBe(noon - 6 * 3_600_000);
  });

  it("ignores an instant it cannot read", () => {
    const anchor = { product: noon, wall: 0, speed: 1 };
    expect(reanchor(anchor, "soon", 1, 10)).toBe(anchor);
  });
});
