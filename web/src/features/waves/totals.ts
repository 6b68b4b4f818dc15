// Sums a series of per-second rates over its own spacing. Pure.
import type { WavePoint } from "@/shared/api/types";

/** Points are rates per second over `seconds` each. */
export function waveTotals(points: readonly WavePoint[]): {
  calls: number;
  answered: number;
  messages: number;
} {
  const sum = (of: (p: WavePoint) => number) => Math.round(points.reduce((n, p) => n + of(p) * p.seconds, 0));
  return {
    calls: sum((p) => p.calls),
    answered: sum((p) => p.answered),
    messages: sum((p) => p.sms + p.email),
  };
}
