// Words of the chat in two languages; {{name}} is filled, _one/_other chosen by count.
import type { Language, Params } from "@/shared/api/types";
import { en } from "./en";
import { zh } from "./zh";

export const dictionaries = { en, "zh-CN": zh };
export type Say = (key: string, params?: Params) => string;

function find(language: Language, key: string): string | null {
  let node: unknown = dictionaries[language];
  for (const part of key.split(".")) {
    if (typeof node !== "object" || node === null) return null;
    node = (node as Record<string, unknown>)[part];
  }
  return typeof node === "string" ? node : null;
}

export function translator(language: Language): Say {
  return (key, params = {}) => {
    const plural = typeof params.count === "number" ? `${key}_${params.count === 1 ? "one" : "other"}` : null;
    const text = (plural ? find(language, plural) : null) ?? find(language, key) ?? key;
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ""));
  };
}
