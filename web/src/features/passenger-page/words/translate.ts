// A translator of thirty lines: the page must stay small. Keys are dotted paths, {{name}} is filled, _one/_other by count.
import type { Language, Params } from "@/shared/api/types";
import { facts as factsEn } from "@/shared/i18n/en/facts";
import { facts as factsZh } from "@/shared/i18n/zh/facts";
import { en } from "./en";
import { zh } from "./zh";

export const dictionaries = {
  en: { ...en, facts: factsEn },
  "zh-CN": { ...zh, facts: factsZh },
};

export type Say = (key: string, params?: Params, otherwise?: string) => string;

function find(language: Language, key: string): string | null {
  let node: unknown = dictionaries[language];
  for (const part of key.split(".")) {
    if (typeof node !== "object" || node === null) return null;
    node = (node as Record<string, unknown>)[part];
  }
  return typeof node === "string" ? node : null;
}

/** Words for `key`, or `otherwise` (the key itself when not given) when there are none. */
export function translator(language: Language): Say {
  return (key, params = {}, otherwise = key) => {
    const plural =
      typeof params.count === "number"
        ? find(language, `${key}_${params.count === 1 ? "one" : "other"}`)
        : null;
    const text = plural ?? find(language, key) ?? otherwise;
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ""));
  };
}
