// The flights board of one day, and one flight with the history of its changes.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { http, withParams } from "./http";
import type { FlightDetail, FlightRow } from "./types";

export interface FlightFilter {
  date?: string;
  station?: string;
  status?: string;
  q?: string;
}

export function useFlights(filter: FlightFilter) {
  return useQuery({
    queryKey: ["flights", filter],
    queryFn: ({ signal }) =>
      http.get<{ items: FlightRow[] }>(withParams("/api/flights", { ...filter }), signal),
    select: (data) => data.items,
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
}

export function useFlight(legId: string | null) {
  return useQuery({
    queryKey: ["flight", legId],
    queryFn: ({ signal }) => http.get<FlightDetail>(`/api/flights/${legId}`, signal),
    enabled: legId !== null,
  });
}
