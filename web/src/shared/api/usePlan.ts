// The protection plan of one disruption, or of the whole day, with its two curves of arrival delay.
import { useQuery } from "@tanstack/react-query";
import { http } from "./http";
import type { PlanReport } from "./types";

export function usePlan(disruptionId: string | null) {
  return useQuery({
    queryKey: ["plan", disruptionId],
    queryFn: ({ signal }) =>
      http.get<PlanReport>(disruptionId ? `/api/disruptions/${disruptionId}/plan` : "/api/plan", signal),
  });
}
