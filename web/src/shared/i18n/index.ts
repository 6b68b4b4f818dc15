// Languages of the control room: zh-CN and en; the user's choice, else the browser's.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "@/shared/api/types";
import { common as enCommon } from "./en/common";
import { control as enControl } from "./en/control";
import { facts as enFacts } from "./en/facts";
import { knowledge as enKnowledge } from "./en/knowledge";
import { talk as enTalk } from "./en/talk";
import { work as enWork } from "./en/work";
import { common as zhCommon } from "./zh/common";
import { control as zhControl } from "./zh/control";
import { facts as zhFacts } from "./zh/facts";
import { knowledge as zhKnowledge } from "./zh/knowledge";
import { talk as zhTalk } from "./zh/talk";
import { work as zhWork } from "./zh/work";

export const dictionaries = {
  en: { ...enCommon, ...enControl, work: enWork, knowledge: enKnowledge, talk: enTalk, facts: enFacts },
  "zh-CN": { ...zhCommon, ...zhControl, work: zhWork, knowledge: zhKnowledge, talk: zhTalk, facts: zhFacts },
};

const STORE = "hongyan.language";

export function browserLanguage(preferred: readonly string[] = navigator.languages): Language {
  return preferred[0]?.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function storedLanguage(): Language | null {
  const value = localStorage.getItem(STORE);
  return value === "en" || value === "zh-CN" ? value : null;
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(STORE, language);
  void i18next.changeLanguage(language);
}

export async function startI18n(language: Language = storedLanguage() ?? browserLanguage()): Promise<void> {
  i18next.on("languageChanged", (next) => {
    document.documentElement.lang = next;
  });
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    resources: {
      en: { translation: dictionaries.en },
      "zh-CN": { translation: dictionaries["zh-CN"] },
    },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}
