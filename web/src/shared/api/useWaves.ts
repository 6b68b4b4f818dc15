// Contact attempts over time against the pacing limit.
import { useQuery } from "@tanstack/react-query";
import { wavePoints } from "./adapt";
import { http } from "./http";
import type { Server } from "./server";

export function useWaves(disruptionId: string | null) {
  return useQuery({
    queryKey: ["waves", disruptionId],
    queryFn: ({ signal }) =>
      http.get<Server["WavesRead"]>(
        disruptionId ? `/api/disruptions/${disruptionId}/waves` : "/api/waves?minutes=60",
        signal,
      ),
    select: wavePoints,
  });
}
