/** @jsxImportSource preact */
// A telephone: let it ring, pick up, press keys or type, hang up; everything that is said stands there to read.
import { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { ApiError, http } from "@/shared/api/http";
import type { PassengerPageData } from "@/shared/api/passengerTypes";
import type { Language } from "@/shared/api/types";
import { Captions } from "./Captions";
import { call, idle } from "./call";
import { Keypad } from "./Keypad";
import { HandsetLine } from "./line";
import { translator } from "./words/translate";

const STORE = "hongyan.page.language"; // the passenger's page and its telephone speak the same language

function firstLanguage(): Language {
  const stored = localStorage.getItem(STORE);
  if (stored === "en" || stored === "zh-CN") return stored;
  return navigator.language?.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

type Standing = "opening" | "on" | "off" | "link" | "broken";

function useStanding(token: string): Standing {
  const [standing, setStanding] = useState<Standing>("opening");
  useEffect(() => {
    http.get<PassengerPageData>(`/api/p/${encodeURIComponent(token)}`).then(
      (page) => setStanding(page.handset ? "on" : "off"),
      (error) =>
        setStanding(error instanceof ApiError && [404, 410, 422].includes(error.status) ? "link" : "broken"),
    );
  }, [token]);
  return standing;
}

export function HandsetApp({ token }: { token: string }) {
  const standing = useStanding(token);
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const say = useMemo(() => translator(language), [language]);
  const [now, tell] = useReducer(call, idle);
  const [words, setWords] = useState("");
  const line = useRef<HandsetLine | null>(null);
  const talking = now.state === "talking";
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = say("title");
  }, [language, say]);
  const other: Language = language === "en" ? "zh-CN" : "en";
  const toggle = () => {
    localStorage.setItem(STORE, other);
    setLanguage(other);
  };
  const ring = () => {
    tell({ type: "ring" });
    line.current = new HandsetLine(token, tell);
  };
  const speak = (event: Event) => {
    event.preventDefault();
    const text = words.trim();
    if (!text || !talking) return;
    line.current?.words(text);
    setWords("");
  };
  const status =
    now.state === "talking"
      ? now.turn === "caller"
        ? say("listening")
        : now.turn === "thinking"
          ? say("thinking")
          : say("talking")
      : now.state === "ended" && now.why
        ? say(`ended.${now.why}`)
        : now.state === "ringing"
          ? say("ringing")
          : now.state === "connecting"
            ? say("connecting")
            : "";
  const resting = now.state === "idle" || now.state === "ended";
  return (
    <>
      <header class="top">
        <a class="quiet back" href={`/p/${encodeURIComponent(token)}`}>
          {say("back")}
        </a>
        <button type="button" class="quiet" lang={other} onClick={toggle}>
          {say("language")}
        </button>
      </header>
      <section class="handset">
        <h1>{say("title")}</h1>
        {standing === "opening" ? <p>{say("opening")}</p> : null}
        {standing === "off" ? <p role="alert">{say("off")}</p> : null}
        {standing === "link" || standing === "broken" ? <p role="alert">{say(`ended.${standing}`)}</p> : null}
        {standing === "on" ? (
          <>
            {now.state === "idle" ? <p class="soft">{say("what")}</p> : null}
            <p class={`status ${now.state}`} role="status">
              {status}
            </p>
            <div class="calls">
              {resting ? (
                <button type="button" class="first" onClick={ring}>
                  {now.state === "ended" ? say("again") : say("ring")}
                </button>
              ) : null}
              {now.state === "ringing" ? (
                <button type="button" class="first pick-up" onClick={() => line.current?.pickUp()}>
                  {say("pickUp")}
                </button>
              ) : null}
              {resting ? null : (
                <button type="button" class="first hang-up" onClick={() => line.current?.hangUp()}>
                  {say("hangUp")}
                </button>
              )}
            </div>
            {now.noAudio ? <p class="notice">{say("noAudio")}</p> : null}
            {now.tooFast ? (
              <p class="notice" role="alert">
                {say("tooFast")}
              </p>
            ) : null}
            <Captions captions={now.captions} say={say} />
            <Keypad live={talking} say={say} onKey={(key) => line.current?.key(key)} />
            <form class="words-said" onSubmit={speak}>
              <label>
                {say("say")}
                <input
                  value={words}
                  maxLength={500}
                  autoComplete="off"
                  disabled={!talking}
                  onInput={(event) => setWords(event.currentTarget.value)}
                />
              </label>
              <button type="submit" class="second" disabled={!talking}>
                {say("send")}
              </button>
            </form>
          </>
        ) : null}
      </section>
    </>
  );
}
