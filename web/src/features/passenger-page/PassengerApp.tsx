/** @jsxImportSource preact */
// The passenger's page as a whole: opening, the states in which there is nothing to decide, and the parties.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Language } from "@/shared/api/types";
import { clockTime } from "@/shared/format/time";
import { PageContext } from "./context";
import { PartyView } from "./PartyView";
import { type PageState, usePage } from "./usePage";
import { translator } from "./words/translate";

const STORE = "hongyan.page.language";

function storedLanguage(): Language | null {
  const value = localStorage.getItem(STORE);
  return value === "en" || value === "zh-CN" ? value : null;
}

function browserLanguage(): Language {
  return navigator.language?.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

interface Props {
  token: string;
  /** Opens the chat beside this page. */
  onChat?: (language: Language) => void;
}

export function PassengerApp({ token, onChat }: Props) {
  const page = usePage(token);
  const [chosen, setChosen] = useState<Language | null>(storedLanguage);
  const language = chosen ?? page.data?.language ?? browserLanguage();
  const say = useMemo(() => translator(language), [language]);
  const flight = page.data?.parties[0]?.flight.number;
  useEffect(() => {
    document.documentElement.lang = language;
    if (flight) document.title = say("title", { flight });
  }, [language, flight, say]);
  const other: Language = language === "en" ? "zh-CN" : "en";
  const toggle = () => {
    localStorage.setItem(STORE, other);
    setChosen(other);
  };
  return (
    <PageContext.Provider value={{ say, language, now: page.now, token, onChat }}>
      <header class="top">
        <span class="brand">
          <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" fill="var(--action)" />
            <path
              d="M5 20c5-1 8-4 10-9 1 4 0 6-1 8 4-1 8-4 13-4-4 2-7 6-11 8-3 1-7 0-11-3z"
              fill="var(--on-action)"
            />
          </svg>
          {flight ?? ""}
        </span>
        <button type="button" class="quiet" lang={other} onClick={toggle}>
          {say("language")}
        </button>
      </header>
      <Body page={page} language={language} />
    </PageContext.Provider>
  );
}

function Body({ page, language }: { page: PageState; language: Language }) {
  const say = translator(language);
  const { data, trouble, offlineSince } = page;
  if (trouble === "expired" || trouble === "unknown" || (trouble === "broken" && !data)) {
    return (
      <section class="dead-end" role="alert">
        <h1>{say(`${trouble}Title`)}</h1>
        <p>{say(`${trouble}Help`)}</p>
        {trouble === "broken" ? (
          <button type="button" class="second" onClick={() => void page.reload()}>
            {say("retry")}
          </button>
        ) : null}
      </section>
    );
  }
  const notice =
    offlineSince !== null
      ? say("offline", { time: clockTime(offlineSince, language) })
      : page.slow
        ? say("slow")
        : null;
  return (
    <>
      {notice ? (
        <p class="notice" role="status">
          {notice}
        </p>
      ) : null}
      {data ? (
        data.parties.map((party) => (
          <PartyView
            key={party.party_id}
            party={party}
            talk={data.talk}
            handset={data.handset}
            reload={page.reload}
          />
        ))
      ) : (
        <p class="boot">{say("opening")}</p>
      )}
    </>
  );
}
