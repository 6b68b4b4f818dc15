// A list of any length in server windows: only the pages on screen are fetched.
import { useQueries } from "@tanstack/react-query";
import { useRef } from "react";
import { http, type QueryParams, withParams } from "./http";
import type { Page } from "./types";

export const WINDOW = 200;

export interface WindowedRows<T> {
  total: number | null;
  /** Undefined = not here yet. */
  row: (index: number) => T | undefined;
  error: unknown;
  retry: () => void;
}

export interface WindowRange {
  first: number;
  last: number;
}

/** Rows `first..last` (inclusive) of the list at `path`; `key` makes them old when events touch it. */
export function useWindow<Raw, T>(
  key: string,
  path: string,
  params: QueryParams,
  range: WindowRange,
  adapt: (raw: Raw) => T,
): WindowedRows<T> {
  const from = Math.floor(range.first / WINDOW);
  const to = Math.max(from, Math.floor(range.last / WINDOW));
  const pages = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: [key, path, params, page],
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Page<T>> => {
        const read = await http.get<Page<Raw>>(
          withParams(path, { ...params, offset: page * WINDOW, limit: WINDOW }),
          signal,
        );
        return { total: read.total, items: read.items.map(adapt) };
      },
    })),
  });
  // Pages scrolled into view have nothing yet: the list keeps its length meanwhile, or it would jump to its top.
  const list = withParams(path, params);
  const known = useRef<{ list: string; total: number } | null>(null);
  const total = results.find((r) => r.data)?.data?.total;
  if (total !== undefined) known.current = { list, total };
  return {
    total: known.current?.list === list ? known.current.total : null,
    row: (index) => {
      return results[Math.floor(index / WINDOW) - from]?.data?.items[index % WINDOW];
    },
    error: results.find((r) => r.isError)?.error ?? null,
    retry: () => {
      for (const result of results) if (result.isError) void result.refetch();
    },
  };
}
