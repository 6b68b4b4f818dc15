// What customers are owed, and keeping it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, withParams } from "./http";
import type { Server } from "./server";

export type PromiseLine = Server["PromiseRead"];

export function usePromises(filter: { mine: boolean; overdue: boolean }, enabled = true) {
  return useQuery({
    queryKey: ["promises", filter],
    enabled,
    queryFn: ({ signal }) =>
      http.get<Server["PromiseList"]>(
        withParams("/api/promises", { mine: filter.mine || undefined, overdue: filter.overdue || undefined }),
        signal,
      ),
    refetchInterval: 30_000,
  });
}

export function usePromiseDeed() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, deed, note }: { id: string; deed: "take" | "finish" | "cancel"; note?: string }) =>
      http.post<PromiseLine>(
        `/api/promises/${encodeURIComponent(id)}/${deed}`,
        deed === "take" ? {} : { note: note ?? "" },
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["promises"] }),
  });
}
