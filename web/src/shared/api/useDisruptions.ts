// The list of disruptions with their counts, and one disruption with its story.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { http, withParams } from "./http";
import type { DisruptionDetail, DisruptionItem } from "./types";

export function useDisruptions(state?: string) {
  return useQuery({
    queryKey: ["disruptions", state ?? "all"],
    queryFn: ({ signal }) =>
      http.get<{ items: DisruptionItem[] }>(withParams("/api/disruptions", { state }), signal),
    select: (data) => data.items,
    refetchInterval: 10_000,
  });
}

export function useDisruption(disruptionId: string | null) {
  return useQuery({
    queryKey: ["disruption", disruptionId],
    queryFn: ({ signal }) => http.get<DisruptionDetail>(`/api/disruptions/${disruptionId}`, signal),
    enabled: disruptionId !== null,
    placeholderData: keepPreviousData,
  });
}
