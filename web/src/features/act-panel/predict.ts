// What a pacing would do: how long until everyone has had a first call. Pure.

/** Seconds until the last of `waiting` first calls is out at `perSecond`; null when nothing would go out. */
export function predict(waiting: number, perSecond: number): number | null {
  if (waiting <= 0) return 0;
  return perSecond > 0 ? waiting / perSecond : null;
}

const ends = [20, 50, 100, 200, 400, 1_000, 2_000, 5_000, 10_000];

/** A round end of the scale that leaves room to double the present rate. */
export function sliderEnd(perSecond: number): number {
  return ends.find((end) => end >= perSecond * 2) ?? 10_000;
}
