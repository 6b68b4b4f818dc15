// The flights board of one day, and one flight with the history of its changes.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { flightDetail, flightRow } from "./adapt";
import { http, withParams } from "./http";
import type { Server } from "./server";

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
      http.get<Server["FlightsPage"]>(withParams("/api/flights", { ...filter, limit: 5_000 }), signal),
    select: (page) => ({ date: page.date, items: page.items.map(flightRow) }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
}

export function useFlight(legId: string | null) {
  return useQuery({
    queryKey: ["flight", legId],
    queryFn: ({ signal }) => http.get<Server["LegWithHistory"]>(`/api/flights/${legId}`, signal),
    select: flightDetail,
    enabled: legId !== null,
  });
}
