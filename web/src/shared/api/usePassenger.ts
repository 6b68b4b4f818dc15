// One passenger in full, and deciding for them by hand: read back first, then confirm with the read-back's token.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { passengerDetail } from "./adapt";
import { http, withParams } from "./http";
import type { Choice } from "./passengerTypes";
import type { Server } from "./server";

export interface PassengerRef {
  passengerId: string;
  disruptionId: string;
}

/** `zones` of stations come from the disruptions on screen; times of others show in UTC. */
export function usePassenger(ref: PassengerRef | null, zones: Record<string, string>) {
  return useQuery({
    queryKey: ["passenger", ref?.passengerId, ref?.disruptionId],
    queryFn: ({ signal }) =>
      http.get<Server["PassengerRead"]>(
        withParams(`/api/passengers/${ref?.passengerId}`, { disruption_id: ref?.disruptionId }),
        signal,
      ),
    select: (read) => passengerDetail(read, ref?.disruptionId ?? "", zones),
    enabled: ref !== null,
  });
}

export function useReadBack() {
  return useMutation({
    mutationFn: (v: { partyId: string; choice: Choice }) =>
      http.post<Server["WordsToRead"]>(`/api/parties/${v.partyId}/read-back`, v.choice),
  });
}

export function useDecide() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (v: { partyId: string; choice: Choice; token: string; note: string }) =>
      http.post<Server["DecisionMade"]>(`/api/parties/${v.partyId}/decide`, {
        ...v.choice,
        read_back_token: v.token,
        consent_note: v.note,
      }),
    onSettled: () => {
      for (const root of ["passenger", "passengers", "overview", "disruptions", "unreached"]) {
        void client.invalidateQueries({ queryKey: [root] });
      }
    },
  });
}

/** Contacts in full, for a reason that stays in the audit. They are not kept in the cache. */
export function useRevealContacts() {
  return useMutation({
    mutationFn: (v: { passengerId: string; reason: string }) =>
      http.post<Server["ContactsShown"]>(`/api/passengers/${v.passengerId}/contacts`, { reason: v.reason }),
  });
}
