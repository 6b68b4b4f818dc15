// What every part of the page needs: words, language and the product's now.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "@/shared/api/types";
import { type Say, translator } from "./words/translate";

export interface PageContextValue {
  say: Say;
  language: Language;
  now: number;
  token: string;
  onChat?: (language: Language) => void;
}

export const PageContext = createContext<PageContextValue>({
  say: translator("en"),
  language: "en",
  now: 0,
  token: "",
});

export const usePageContext = (): PageContextValue => useContext(PageContext);
