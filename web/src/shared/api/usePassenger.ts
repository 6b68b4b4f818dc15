// One passenger in full, and deciding for them by hand: read back first, then confirm with the read-back's token.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, withParams } from "./http";
import type { Choice, PassengerDetail, ReadBack } from "./passengerTypes";

export interface PassengerRef {
  passengerId: string;
  disruptionId: string;
}

export function usePassenger(ref: PassengerRef | null) {
  return useQuery({
    queryKey: ["passenger", ref?.passengerId, ref?.disruptionId],
    queryFn: ({ signal }) =>
      http.get<PassengerDetail>(
        withParams(`/api/passengers/${ref?.passengerId}`, { disruption_id: ref?.disruptionId }),
        signal,
      ),
    enabled: ref !== null,
  });
}

export function useReadBack() {
  return useMutation({
    mutationFn: (v: { partyId: string; choice: Choice }) =>
      http.post<ReadBack>(`/api/parties/${v.partyId}/read-back`, { choice: v.choice }),
  });
}

export function useDecide() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (v: { partyId: string; token: string; reason: string }) =>
      http.post<{ change_id: string | null; state: string }>(`/api/parties/${v.partyId}/decide`, {
        read_back_token: v.token,
        reason: v.reason,
      }),
    onSettled: () => {
      for (const root of ["passenger", "passengers", "overview", "disruptions", "unreached"]) {
        void client.invalidateQueries({ queryKey: [root] });
      }
    },
  });
}
