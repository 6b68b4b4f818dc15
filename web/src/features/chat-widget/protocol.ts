// What the chat knows, and how each message changes it. Pure: turns are numbered, so nothing is lost or shown twice.
import type { Language } from "@/shared/api/types";

export interface ChatButton {
  label: string;
  payload: string;
  style: string;
}

export interface ChatCitation {
  title: string;
  ref: string;
  version: string;
  clause: string;
  quote: string;
}

export type ChatCard = { type?: string } & Record<string, unknown>;

export interface ChatTurn {
  number: number;
  speaker: "customer" | "robot" | "agent" | "system";
  author: string;
  kind: string;
  text: string;
  language: string;
  at: string;
  client_id: string | null;
  buttons: ChatButton[];
  cards: ChatCard[];
  citations: ChatCitation[];
}

export interface ChatStanding {
  conversation_id: string;
  state: "with_robot" | "waiting_for_person" | "with_person" | "closed";
  language: Language;
  survey: boolean;
  now: string;
  clock_speed: number;
}

/** Something the customer has said that is not stored yet, or not known to be. */
export interface Pending {
  client_id: string;
  kind: "text" | "button";
  text: string;
  payload: string | null;
  failed: string | null;
}

export type LineState = "connecting" | "open" | "broken" | "gone";

export interface ChatState {
  turns: ChatTurn[];
  pending: Pending[];
  chat: ChatStanding | null;
  line: LineState;
  typing: { speaker: string; name: string; at: number } | null;
  /** By turn, whether its answer helped. */
  ratings: Record<number, boolean>;
}

export type ChatAction =
  | { type: "turn"; turn: ChatTurn }
  | { type: "chat"; chat: ChatStanding }
  | { type: "say"; pending: Pending }
  | { type: "refused"; client_id: string | null; error: string; retry: boolean }
  | { type: "retry"; client_id: string }
  | { type: "drop"; client_id: string }
  | { type: "typing"; speaker: string; name: string; at: number }
  | { type: "quiet"; before: number }
  | { type: "line"; line: LineState }
  | { type: "rated"; ratings: Record<number, boolean> };

export const nothing: ChatState = {
  turns: [],
  pending: [],
  chat: null,
  line: "connecting",
  typing: null,
  ratings: {},
};

export const lastNumber = (state: ChatState): number => state.turns[state.turns.length - 1]?.number ?? 0;

export function reduce(state: ChatState, action: ChatAction): ChatState {
  switch (action.type) {
    case "turn":
      return withTurn(state, action.turn);
    case "chat":
      return { ...state, chat: action.chat };
    case "say":
      return { ...state, pending: [...state.pending, action.pending] };
    case "refused":
      return {
        ...state,
        pending: state.pending.map((one) =>
          one.client_id === action.client_id && !action.retry ? { ...one, failed: action.error } : one,
        ),
      };
    case "retry":
      return {
        ...state,
        pending: state.pending.map((one) =>
          one.client_id === action.client_id ? { ...one, failed: null } : one,
        ),
      };
    case "drop":
      return { ...state, pending: state.pending.filter((one) => one.client_id !== action.client_id) };
    case "typing":
      return { ...state, typing: { speaker: action.speaker, name: action.name, at: action.at } };
    case "quiet":
      return state.typing && state.typing.at < action.before ? { ...state, typing: null } : state;
    case "line":
      return { ...state, line: action.line };
    case "rated":
      return { ...state, ratings: { ...state.ratings, ...action.ratings } };
  }
}

function withTurn(state: ChatState, turn: ChatTurn): ChatState {
  if (state.turns.some((one) => one.number === turn.number)) return state;
  const turns = [...state.turns, turn].sort((a, b) => a.number - b.number);
  const pending = state.pending.filter((one) => one.client_id !== turn.client_id);
  return { ...state, turns, pending, typing: turn.speaker === "customer" ? state.typing : null };
}

/** The buttons one may tap now: those of the last turn that is not the customer's. */
export function openButtons(state: ChatState): ChatButton[] {
  if (state.pending.length > 0 || state.chat?.state === "closed") return [];
  const last = state.turns[state.turns.length - 1];
  return last && last.speaker !== "customer" ? last.buttons : [];
}

/** An answer from an article: it can be rated. */
export function isRateable(turn: ChatTurn): boolean {
  return (
    turn.speaker === "robot" && turn.cards.some((card) => card.type === "citation" && Boolean(card.question))
  );
}
