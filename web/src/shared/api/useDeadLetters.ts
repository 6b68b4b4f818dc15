// Feed messages that could not be understood: look, correct, try again, or set aside.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, withParams } from "./http";
import type { DeadLetter } from "./types";

/** `may`: agents may not see dead letters, so they do not ask. */
export function useDeadLetters(may = true, limit = 200) {
  return useQuery({
    queryKey: ["dead-letters", limit],
    queryFn: ({ signal }) =>
      http.get<{ items: DeadLetter[]; total?: number }>(withParams("/api/dead-letters", { limit }), signal),
    enabled: may,
    refetchInterval: 15_000,
  });
}

function useLetterAction<V>(send: (variables: V) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: ["dead-letters"] }),
  });
}

/** `body` null = try the message as it is. */
export const useRetryLetter = () =>
  useLetterAction((v: { messageId: string; body: string | null }) =>
    http.post(`/api/dead-letters/${v.messageId}/retry`, v.body === null ? {} : { body: v.body }),
  );

export const useDismissLetter = () =>
  useLetterAction((v: { messageId: string; reason: string }) =>
    http.post(`/api/dead-letters/${v.messageId}/dismiss`, { reason: v.reason }),
  );
