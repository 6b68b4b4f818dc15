// Approve, pause, resume or stop one campaign; read and change the pacing of a channel.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "./http";
import type { Pacing } from "./types";

export type CampaignAction = "approve" | "pause" | "resume" | "stop";

export function useCampaignAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (v: { campaignId: string; action: CampaignAction; reason?: string }) =>
      http.post(`/api/campaigns/${v.campaignId}/${v.action}`, v.reason ? { reason: v.reason } : {}),
    onSettled: () => {
      for (const root of ["disruptions", "disruption", "overview"]) {
        void client.invalidateQueries({ queryKey: [root] });
      }
    },
  });
}

export function usePacing(channel: string) {
  return useQuery({
    queryKey: ["pacing", channel],
    queryFn: ({ signal }) => http.get<Pacing>(`/api/pacing/${channel}`, signal),
    refetchInterval: 5_000,
  });
}

export function useSetPacing(channel: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { per_second?: number; lines?: number; version: number }) =>
      http.put<Pacing>(`/api/pacing/${channel}`, change),
    onSuccess: (pacing) => client.setQueryData(["pacing", channel], pacing),
    onError: () => client.invalidateQueries({ queryKey: ["pacing", channel] }),
  });
}
