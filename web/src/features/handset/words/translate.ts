import type { Language } from "@/shared/api/types";
import { en } from "./en";
import { zh } from "./zh";

export const dictionaries = { en, "zh-CN": zh };

type Words = typeof en;
export type Key = Exclude<keyof Words, "ended"> | `ended.${keyof Words["ended"]}`;
export type Say = (key: Key, params?: Record<string, string>) => string;

/** Words of a language; {{name}} is filled. */
export function translator(language: Language): Say {
  const words = dictionaries[language];
  return (key, params = {}) => {
    const [first, second] = key.split(".") as [keyof Words, keyof Words["ended"] | undefined];
    const found = words[first];
    const text = typeof found === "string" ? found : found[second ?? "broken"];
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => params[name] ?? "");
  };
}
