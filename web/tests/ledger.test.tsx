import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { LedgerRing } from "@/shared/ui/LedgerRing";
import { ledgerBalance, ledgerParts } from "@/shared/ui/ledgerParts";

const ledger = { affected: 100, reached: 60, scheduled: 30, unknown: 4, unreachable: 6 };

describe("the reach ledger", () => {
  it("fills the ring when it balances", () => {
    const parts = ledgerParts(ledger);
    expect(parts.map((part) => Math.round(part.start * 100))).toEqual([0, 60, 90, 94]);
    expect(parts.reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1);
    expect(ledgerBalance(ledger)).toBe(0);
  });

  it("leaves a gap for people nobody accounts for", () => {
    const lost = { ...ledger, reached: 50 };
    expect(ledgerBalance(lost)).toBe(10);
    expect(ledgerParts(lost).reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(0.9);
  });

  it("never draws more than a full ring", () => {
    const doubled = { ...ledger, reached: 90 };
    expect(ledgerBalance(doubled)).toBe(-30);
    expect(ledgerParts(doubled).reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1);
  });

  it("is read out in words", () => {
    render(<LedgerRing ledger={ledger} />);
    expect(screen.getByRole("img")).toHaveAccessibleName(
      "Reach ledger: Reached 60, Scheduled 30, Unknown 4, By name 6",
    );
  });
});
