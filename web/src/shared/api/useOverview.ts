// The numbers of the top strip; polled as well, so that the strip stays true when the live stream is down.
import { useQuery } from "@tanstack/react-query";
import { http } from "./http";
import type { Overview } from "./types";

export function useOverview() {
  return useQuery({
    queryKey: ["overview"],
    queryFn: ({ signal }) => http.get<Overview>("/api/overview", signal),
    refetchInterval: 5_000,
  });
}
