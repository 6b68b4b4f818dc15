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

const steps = [30, 60, 120, 240, 360, 480, 720, 1_440];

/** Where the axis of delays may end: two steps after both curves went flat, in whole hours. */
export function axisEnd(curves: { hongyan: CurvePoint[]; first_come: CurvePoint[] }): {
  max: number;
  interval: number;
} {
  const flat = (curve: CurvePoint[]) => {
    const last = curve[curve.length - 1]?.share ?? 0;
    return curve.find((point) => point.share >= last - 0.002)?.delay_min ?? 0;
  };
  const until = Math.max(240, flat(curves.hongyan), flat(curves.first_come));
  const interval = steps.find((step) => until / step <= 6) ?? 2_880;
  return { max: Math.ceil(until / interval) * interval, interval };
}
