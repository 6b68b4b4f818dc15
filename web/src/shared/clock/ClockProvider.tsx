// Gives every component the product's "now", ticking once a second, anchored to the latest overview.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useOverview } from "@/shared/api/useOverview";
import { type ClockAnchor, productNow, reanchor, systemAnchor } from "./productClock";

const NowContext = createContext<number>(Date.now());

export function ClockProvider({ children }: { children: ReactNode }) {
  const overview = useOverview().data;
  const anchor = useRef<ClockAnchor>({ ...systemAnchor, product: Date.now(), wall: Date.now() });
  const [now, setNow] = useState(() => Date.now());

  useEffect(() => {
    if (!overview) return;
    anchor.current = reanchor(anchor.current, overview.now, overview.clock_speed, Date.now());
    setNow(productNow(anchor.current, Date.now()));
  }, [overview]);

  useEffect(() => {
    const timer = setInterval(() => setNow(productNow(anchor.current, Date.now())), 1_000);
    return () => clearInterval(timer);
  }, []);

  const value = useMemo(() => now, [now]);
  return <NowContext value={value}>{children}</NowContext>;
}

/** The product's now in epoch milliseconds. */
export const useNow = (): number => useContext(NowContext);

/** For tests and stories: a clock that stands still. */
export function FixedClock({ at, children }: { at: string; children: ReactNode }) {
  return <NowContext value={Date.parse(at)}>{children}</NowContext>;
}
