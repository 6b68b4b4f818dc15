// Conversations with customers, and what a colleague does in one.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, withParams } from "./http";
import type { Server } from "./server";

export type ConversationLine = Server["ConversationRead"];
export type ConversationDetail = Server["ConversationDetail"];
export type SaidTurn = Server["SaidRead"];
export type ConversationState = ConversationLine["state"];

export interface ConversationFilter {
  state: ConversationState | "";
  channel: string;
  topic: string;
  lowScore: boolean;
}

export function useConversations(filter: ConversationFilter, enabled = true) {
  return useQuery({
    queryKey: ["conversations", filter],
    enabled,
    queryFn: ({ signal }) =>
      http.get<Server["ConversationList"]>(
        withParams("/api/conversations", {
          state: filter.state,
          channel: filter.channel,
          topic: filter.topic,
          low_score: filter.lowScore || undefined,
        }),
        signal,
      ),
    refetchInterval: 15_000,
  });
}

const root = (id: string) => `/api/conversations/${encodeURIComponent(id)}`;

export function useConversation(id: string | null) {
  return useQuery({
    queryKey: ["conversation", id],
    enabled: id !== null,
    queryFn: ({ signal }) => http.get<ConversationDetail>(root(id ?? ""), signal),
  });
}

export type Deed = "take" | "return" | "close" | "reveal" | "reply";

/** One deed in a conversation; its answer, where it is the whole conversation, is shown at once. */
export function useDeed(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ deed, body = {} }: { deed: Deed; body?: Record<string, unknown> }) =>
      http.post<ConversationDetail | SaidTurn>(`${root(id)}/${deed}`, body),
    onSuccess: (answer, { deed }) => {
      if (deed !== "reply") client.setQueryData(["conversation", id], answer);
      else void client.invalidateQueries({ queryKey: ["conversation", id] });
      void client.invalidateQueries({ queryKey: ["conversations"] });
    },
  });
}

export const tellTyping = (id: string) => http.post<void>(`${root(id)}/typing`).catch(() => undefined);

export const fileAddress = (id: string, attachmentId: string) =>
  `${root(id)}/files/${encodeURIComponent(attachmentId)}`;
