// What every part of the chat needs: words, language and the product's now.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "@/shared/api/types";
import { type Say, translator } from "./words/translate";

export interface ChatContextValue {
  say: Say;
  language: Language;
  now: number;
}

export const ChatContext = createContext<ChatContextValue>({ say: translator("en"), language: "en", now: 0 });

export const useChatContext = (): ChatContextValue => useContext(ChatContext);
