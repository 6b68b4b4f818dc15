import { describe, expect, it } from "vitest";
import { ago, countdown, delay, duration, relative } from "@/shared/format/duration";
import { masked, spokenName } from "@/shared/format/name";
import { money, percent } from "@/shared/format/number";
import { calendarDay, clockTime, dayShift, zoneName } from "@/shared/format/time";

describe("durations", () => {
  it("says seconds only while they matter", () => {
    expect(duration(200, "en")).toBe("3 min 20 s");
    expect(duration(9_600, "en")).toBe("2 h 40 min");
    expect(duration(9_600, "zh-CN")).toBe("2 小时 40 分");
    expect(duration(0, "en")).toBe("0 s");
  });

  it("says what is to come and what has been", () => {
    expect(relative(720_000, 0, "en")).toBe("in 12 min");
    expect(relative(0, 720_000, "zh-CN")).toBe("12 分前");
    expect(ago(0, 4_440_000, "en")).toBe("1 h ago");
  });

  it("counts down, and past zero", () => {
    expect(countdown(247_000)).toBe("4:07");
    expect(countdown(3_847_000)).toBe("1:04:07");
    expect(countdown(-31_000)).toBe("+0:31");
  });

  it("writes delays as a board does", () => {
    expect(delay(35)).toBe("+35");
    expect(delay(160)).toBe("+2:40");
    expect(delay(-20)).toBe("−20");
  });
});

describe("times", () => {
  const instant = "2017-06-20T01:30:00Z";

  it("are local to the station, with the zone's name", () => {
    expect(clockTime(instant, "en", "America/New_York")).toBe("21:30");
    expect(zoneName(instant, "en", "America/New_York")).toBe("EDT");
    expect(zoneName(instant, "zh-CN", "Asia/Shanghai")).toBe("北京时间");
  });

  it("know the next day by local calendars", () => {
    expect(
      dayShift("2017-06-19T22:00:00Z", "America/New_York", "2017-06-20T05:00:00Z", "America/New_York"),
    ).toBe(1);
    expect(
      dayShift("2017-06-19T22:00:00Z", "America/New_York", "2017-06-20T01:00:00Z", "America/New_York"),
    ).toBe(0);
  });

  it("keep a calendar day in every zone", () => {
    expect(calendarDay("2026-12-03", "en")).toContain("3 Dec");
    expect(calendarDay("2026-12-03", "zh-CN")).toContain("12月3日");
  });
});

describe("numbers", () => {
  it("never round to all or nothing", () => {
    expect(percent(44_999, 45_000)).toBe("99.9 %");
    expect(percent(1, 45_000)).toBe("0.1 %");
    expect(percent(45_000, 45_000)).toBe("100 %");
    expect(percent(0, 0)).toBe("–");
  });

  it("show money with minor units only when there are any", () => {
    expect(money({ amount: "1280.00", currency: "CNY" }, "zh-CN")).toBe("¥1,280");
    expect(money({ amount: "85.50", currency: "USD" }, "en")).toBe("$85.50");
    expect(money({ amount: "1519", currency: "XXQ" }, "en")).toMatch(/1,?519/);
  });
});

describe("names", () => {
  it("are said in the order of their language", () => {
    expect(spokenName("张/伟")).toBe("张伟");
    expect(spokenName("O'BRIEN/MARY ANN")).toBe("Mary Ann O'Brien");
    expect(spokenName("van Dam/Piet")).toBe("Piet van Dam");
  });

  it("hide contacts but for what tells them apart", () => {
    expect(masked("+8613490427633")).toBe("•••••• 7633");
    expect(masked("maria@example.com")).toBe("m•••@example.com");
  });
});
