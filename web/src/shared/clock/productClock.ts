// The product's clock: a replayed day runs at another time and speed than the wall. Pure.

export interface ClockAnchor {
  /** Product time at the anchor, epoch milliseconds. */
  product: number;
  /** Wall time at the anchor, epoch milliseconds. */
  wall: number;
  /** Product seconds per wall second; 0 = jumps, stand still between answers. */
  speed: number;
}

export const systemAnchor: ClockAnchor = { product: 0, wall: 0, speed: 1 };

export function productNow(anchor: ClockAnchor, wall: number): number {
  return anchor.product + Math.max(0, wall - anchor.wall) * anchor.speed;
}

/**
 * Take a fresh answer of the server as the new anchor.
 *
 * A running clock never steps back by less than a minute of its own pace: answers travel for some
 * milliseconds, and a countdown that jitters backwards is unsettling. Larger differences are real.
 */
export function reanchor(
  anchor: ClockAnchor,
  now: string,
  speed: number | undefined,
  wall: number,
): ClockAnchor {
  const product = Date.parse(now);
  if (Number.isNaN(product)) return anchor;
  const pace = speed ?? 1;
  const shown = productNow(anchor, wall);
  const jitter = 2_000 * Math.max(1, pace);
  const back = shown - product;
  const keep = anchor.speed === pace && back > 0 && back < jitter;
  return { product: keep ? shown : product, wall, speed: pace };
}
