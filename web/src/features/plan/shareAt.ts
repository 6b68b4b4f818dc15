// Reads a cumulative curve at one delay. Pure.
import type { CurvePoint } from "@/shared/api/types";

/** Share of passengers arriving within `minutes`, linear between the curve's points; 0 before the first. */
export function shareAt(curve: readonly CurvePoint[], minutes: number): number {
  const next = curve.findIndex((point) => point.delay_min >= minutes);
  if (next < 0) return curve[curve.length - 1]?.share ?? 0;
  const right = curve[next] as CurvePoint;
  const left = curve[next - 1];
  if (!left) return right.delay_min === minutes ? right.share : 0;
  const part = (minutes - left.delay_min) / (right.delay_min - left.delay_min);
  return left.share + part * (right.share - left.share);
}
