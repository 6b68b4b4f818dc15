// Approve, pause, resume or stop one campaign; read and change the pacing of a channel.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "./http";
import type { Pacing } from "./types";

export type CampaignAction = "approve" | "pause" | "resume" | "stop";

export function useCampaignAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (v: { campaignId: string; action: CampaignAction; reason?: string }) =>
      http.post(`/api/campaigns/${v.campaignId}/${v.action}`, { reason: v.reason ?? "" }),
    onSettled: () => {
      for (const root of ["disruptions", "disruption", "overview"]) {
        void client.invalidateQueries({ queryKey: [root] });
      }
    },
  });
}

const pacingKey = ["pacing"];
const of = (channel: string) => (all: Pacing[]) => all.find((one) => one.channel === channel) ?? null;

export function usePacing(channel: string) {
  return useQuery({
    queryKey: pacingKey,
    queryFn: ({ signal }) => http.get<Pacing[]>("/api/pacing", signal),
    select: of(channel),
    refetchInterval: 5_000,
  });
}

export function useSetPacing() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ channel, per_second, lines, transfer_capacity, paused }: Pacing) =>
      http.put<Pacing[]>(`/api/pacing/${channel}`, { per_second, lines, transfer_capacity, paused }),
    onSuccess: (all) => client.setQueryData(pacingKey, all),
    onError: () => client.invalidateQueries({ queryKey: pacingKey }),
  });
}
