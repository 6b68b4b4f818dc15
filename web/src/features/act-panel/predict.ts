// What a pacing would do: how long until everyone has had a first call. Pure.

export interface PacingPlan {
  /** Seconds until the last first call is out; null when nothing would go out. */
  seconds: number | null;
  /** True when the lines, not the rate, decide. */
  linesLimit: boolean;
  /** Calls per second that the lines can carry; Infinity when unknown. */
  lineRate: number;
}

/**
 * @param waiting people still without a first call
 * @param perSecond the rate in question
 * @param lines telephone lines
 * @param callSeconds mean seconds a call occupies a line; undefined = not known yet
 */
export function predict(waiting: number, perSecond: number, lines: number, callSeconds?: number): PacingPlan {
  const lineRate = callSeconds && callSeconds > 0 ? lines / callSeconds : Number.POSITIVE_INFINITY;
  const rate = Math.min(perSecond, lineRate);
  if (waiting <= 0) return { seconds: 0, linesLimit: false, lineRate };
  return { seconds: rate > 0 ? waiting / rate : null, linesLimit: lineRate < perSecond, lineRate };
}
