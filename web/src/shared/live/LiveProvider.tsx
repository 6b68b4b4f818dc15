// Keeps the event stream open while someone is signed in and marks what it touches as old.
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useReducer, useRef } from "react";
import { useForgetSession } from "@/shared/api/useSession";
import { InvalidationGate, rootsFor } from "./invalidation";
import { initialLive, type LiveState, liveReducer, retryDelay } from "./liveReducer";
import { readStream } from "./stream";

const LiveContext = createContext<LiveState>(initialLive);
export const useLive = (): LiveState => useContext(LiveContext);

/** `from`: id of the last event the first snapshot already contains. */
export function LiveProvider({ from, children }: { from: number; children: ReactNode }) {
  const signedOut = useForgetSession();
  const client = useQueryClient();
  const [state, dispatch] = useReducer(liveReducer, { ...initialLive, lastEventId: from });
  const last = useRef(from);

  useEffect(() => {
    const stop = new AbortController();
    const gate = new InvalidationGate((roots) => {
      for (const root of roots) void client.invalidateQueries({ queryKey: [root] });
    });
    let attempt = 0;
    const handlers = {
      opened: () => {
        // After a gap anything may have changed.
        if (attempt > 0) void client.invalidateQueries();
        attempt = 0;
        dispatch({ type: "opened", at: Date.now() });
      },
      heard: (events: { id: number | null; name: string }[]) => {
        const names = new Set(events.map((event) => event.name));
        for (const event of events) {
          last.current = Math.max(last.current, event.id ?? 0);
          if (event.id !== null && event.name !== "reset") gate.add(rootsFor(event.name));
        }
        if (names.has("reset")) void client.invalidateQueries();
        if (names.has("signed-out")) signedOut();
        if (names.has("stale")) dispatch({ type: "stale" });
        else dispatch({ type: "heard", at: Date.now(), id: last.current });
      },
    };
    const run = async () => {
      while (!stop.signal.aborted) {
        await readStream(last.current, handlers, stop.signal).catch(() => undefined);
        if (stop.signal.aborted) return;
        attempt += 1;
        dispatch({ type: "lost" });
        await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt)));
      }
    };
    void run();
    return () => {
      stop.abort();
      gate.stop();
    };
  }, [client, signedOut]);

  return <LiveContext value={state}>{children}</LiveContext>;
}
