// The four parts of the reach ledger in their fixed order, colour and shape. Pure.
import type { Ledger, ReachState } from "@/shared/api/types";
import type { StateColor } from "@/shared/theme/theme";

export type Shape = "check" | "clock" | "question" | "person" | "triangle" | "cross" | "dot" | "plane";

export const reachLook: Record<ReachState, { color: StateColor; shape: Shape }> = {
  reached: { color: "green", shape: "check" },
  scheduled: { color: "blue", shape: "clock" },
  unknown: { color: "grey", shape: "question" },
  unreachable: { color: "amber", shape: "person" },
};

export const reachOrder: ReachState[] = ["reached", "scheduled", "unknown", "unreachable"];

export interface LedgerPart {
  state: ReachState;
  count: number;
  /** Share of the whole, 0..1. */
  share: number;
  /** Where this part begins on the ring, 0..1. */
  start: number;
}

/**
 * Parts of the ring. The whole is the larger of `affected` and the sum, so that a ledger out of balance
 * shows as a gap (or a squeeze), never as a full ring.
 */
export function ledgerParts(ledger: Ledger): LedgerPart[] {
  const sum = reachOrder.reduce((total, state) => total + ledger[state], 0);
  const whole = Math.max(ledger.affected, sum, 1);
  let start = 0;
  return reachOrder.map((state) => {
    const part = { state, count: ledger[state], share: ledger[state] / whole, start };
    start += part.share;
    return part;
  });
}

/** affected − (reached + scheduled + unknown + unreachable); anything but 0 is an alarm. */
export function ledgerBalance(ledger: Ledger): number {
  return ledger.affected - reachOrder.reduce((total, state) => total + ledger[state], 0);
}
