// Sums a series of per-second rates over its own spacing. Pure.
import type { WavePoint } from "@/shared/api/types";

/** Points are rates per second; the spacing is the first gap between two points (10 s when there is one point). */
export function waveTotals(points: readonly WavePoint[]): {
  calls: number;
  answered: number;
  messages: number;
} {
  const [a, b] = points;
  const spacing = a && b ? (Date.parse(b.at) - Date.parse(a.at)) / 1000 : 10;
  const sum = (of: (p: WavePoint) => number) => Math.round(points.reduce((n, p) => n + of(p), 0) * spacing);
  return {
    calls: sum((p) => p.calls),
    answered: sum((p) => p.answered),
    messages: sum((p) => p.sms + p.email),
  };
}
