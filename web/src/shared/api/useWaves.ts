// Contact attempts over time against the pacing limit.
import { useQuery } from "@tanstack/react-query";
import { http } from "./http";
import type { WavePoint } from "./types";

export function useWaves(disruptionId: string | null) {
  return useQuery({
    queryKey: ["waves", disruptionId],
    queryFn: ({ signal }) =>
      http.get<{ items: WavePoint[] }>(
        disruptionId ? `/api/disruptions/${disruptionId}/waves` : "/api/waves?minutes=60",
        signal,
      ),
    select: (data) => data.items,
  });
}
