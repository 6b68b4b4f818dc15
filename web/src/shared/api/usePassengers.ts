// Passengers of one disruption in server windows: only the pages on screen are fetched.
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { http, withParams } from "./http";
import type { Page, PassengerRow, ReachState } from "./types";

export const WINDOW = 200;

export interface PassengerFilter {
  state: ReachState | null;
  q: string;
}

export interface WindowedRows<T> {
  total: number | null;
  row: (index: number) => T | undefined;
  error: unknown;
  retry: () => void;
}

/** Rows `first..last` (inclusive) of the filtered list; rows not yet here are undefined. */
export function usePassengers(
  disruptionId: string,
  filter: PassengerFilter,
  first: number,
  last: number,
): WindowedRows<PassengerRow> {
  const from = Math.floor(first / WINDOW);
  const to = Math.max(from, Math.floor(last / WINDOW));
  const pages = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: ["passengers", disruptionId, filter.state, filter.q, page],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        http.get<Page<PassengerRow>>(
          withParams(`/api/disruptions/${disruptionId}/passengers`, {
            offset: page * WINDOW,
            limit: WINDOW,
            state: filter.state,
            q: filter.q,
          }),
          signal,
        ),
      placeholderData: keepPreviousData,
    })),
  });
  return {
    total: results.find((r) => r.data)?.data?.total ?? null,
    row: (index) => {
      const result = results[Math.floor(index / WINDOW) - from];
      // A previous page shown in this place would put wrong people at this index.
      if (!result || result.isPlaceholderData) return undefined;
      return result.data?.items[index % WINDOW];
    },
    error: results.find((r) => r.isError)?.error ?? null,
    retry: () => results.filter((r) => r.isError).forEach((r) => void r.refetch()),
  };
}
