// What we know about the live stream, and when to try again. Pure.

export type LiveStatus = "connecting" | "live" | "paused";

export interface LiveState {
  status: LiveStatus;
  lastEventId: number;
  /** Wall time at which the last byte was heard; the moment shown as "live data paused at". */
  heardAt: number | null;
  attempt: number;
}

export type LiveAction =
  | { type: "opened"; at: number }
  | { type: "heard"; at: number; id: number | null }
  | { type: "stale" }
  | { type: "lost" };

export const initialLive: LiveState = { status: "connecting", lastEventId: 0, heardAt: null, attempt: 0 };

/** The server beats every few seconds; this long without a byte means the stream is dead. */
export const SILENCE_MS = 35_000;

export function liveReducer(state: LiveState, action: LiveAction): LiveState {
  switch (action.type) {
    case "opened":
      return { ...state, status: "live", heardAt: action.at, attempt: 0 };
    case "heard":
      return {
        ...state,
        status: "live",
        heardAt: action.at,
        lastEventId: Math.max(state.lastEventId, action.id ?? 0),
      };
    case "stale":
      // The stream stands, but the server itself hears no events: what we show may be old.
      return { ...state, status: "paused" };
    case "lost":
      return { ...state, status: "paused", attempt: state.attempt + 1 };
  }
}

/** 1, 2, 4, 8, then at most 10 seconds between tries. */
export function retryDelay(attempt: number): number {
  return Math.min(10_000, 1_000 * 2 ** Math.max(0, attempt - 1));
}
