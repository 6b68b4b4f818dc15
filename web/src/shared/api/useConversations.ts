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

/** One turn in the reader's language; it is asked for once, the original never changes. */
export function useTranslatedTurn(id: string, number: number, language: string) {
  return useQuery({
    queryKey: ["translation", id, number, language],
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: () =>
      http.post<Server["TranslationRead"]>(`${root(id)}/translation`, {
        numbers: [number],
        language: short(language),
      }),
  });
}

export const translateReply = (id: string, text: string, language: string) =>
  http.post<Server["TranslatedReply"]>(`${root(id)}/translated-reply`, { text, language: short(language) });

const short = (language: string) => language.slice(0, 2).toLowerCase();

/** The customer's last words, when they are not in the reader's language. */
export function foreignWords(detail: ConversationDetail, reader: string): SaidTurn | null {
  const last = detail.turns.filter((turn) => turn.speaker === "customer" && turn.kind === "text").at(-1);
  return last && isForeign(last, reader) ? last : null;
}

export function isForeign(turn: SaidTurn, reader: string): boolean {
  return turn.speaker === "customer" && turn.kind === "text" && short(turn.language) !== short(reader);
}
