// Loads the page's data, keeps it fresh, and keeps the product's clock.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "@/shared/api/http";
import type { PassengerPageData } from "@/shared/api/passengerTypes";
import { type ClockAnchor, productNow, reanchor, systemAnchor } from "@/shared/clock/productClock";
import { fetchPage } from "./api";
import { situation } from "./situation";

export type Trouble = "expired" | "unknown" | "broken" | null;

export interface PageState {
  data: PassengerPageData | null;
  trouble: Trouble;
  /** Wall time of the last answer when the connection is gone now. */
  offlineSince: number | null;
  slow: boolean;
  now: number;
  reload: () => Promise<void>;
}

const SLOW_MS = 4_000;
const CALM_MS = 20_000;
const BUSY_MS = 2_500;

function troubleOf(error: unknown): Trouble {
  const status = error instanceof ApiError ? error.status : -1;
  if (status === 410) return "expired";
  return status === 404 || status === 403 || status === 422 ? "unknown" : "broken";
}

export function usePage(token: string): PageState {
  const [data, setData] = useState<PassengerPageData | null>(null);
  const [trouble, setTrouble] = useState<Trouble>(null);
  const [offlineSince, setOffline] = useState<number | null>(null);
  const [slow, setSlow] = useState(false);
  const [now, setNow] = useState(Date.now());
  const anchor = useRef<ClockAnchor>({ ...systemAnchor, product: Date.now(), wall: Date.now() });
  const heard = useRef(Date.now());

  const reload = useCallback(async () => {
    try {
      const fresh = await fetchPage(token);
      anchor.current = reanchor(anchor.current, fresh.now, fresh.clock_speed ?? 1, Date.now());
      heard.current = Date.now();
      setNow(productNow(anchor.current, Date.now()));
      setData(fresh);
      setTrouble(null);
      setOffline(null);
    } catch (error) {
      if (error instanceof ApiError && error.status === 0) setOffline(heard.current);
      else setTrouble(troubleOf(error));
    }
    setSlow(false);
  }, [token]);

  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    void reload().then(() => clearTimeout(timer));
    return () => clearTimeout(timer);
  }, [reload]);

  const busy = data?.parties.some((party) => situation(party) === "pending") ?? false;
  const final = trouble === "expired" || trouble === "unknown";
  useEffect(() => {
    if (final) return;
    const timer = setInterval(
      () => {
        if (document.visibilityState === "visible") void reload();
      },
      busy || offlineSince !== null ? BUSY_MS : CALM_MS,
    );
    return () => clearInterval(timer);
  }, [reload, busy, final, offlineSince]);

  useEffect(() => {
    // A countdown that jumps each second is motion too.
    const calm = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
    const timer = setInterval(() => setNow(productNow(anchor.current, Date.now())), calm ? 15_000 : 1_000);
    return () => clearInterval(timer);
  }, []);

  return { data, trouble, offlineSince, slow, now, reload };
}
