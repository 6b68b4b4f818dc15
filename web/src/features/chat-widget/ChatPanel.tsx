/** @jsxImportSource preact */
// The chat as a whole: its head, the conversation, and where one writes. Offers everything, forces nothing.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Language } from "@/shared/api/types";
import { type ClockAnchor, productNow, reanchor, systemAnchor } from "@/shared/clock/productClock";
import type { Proof } from "./api";
import { Composer } from "./Composer";
import { ChatContext, useChatContext } from "./context";
import { Survey } from "./Survey";
import { TranscriptForm } from "./TranscriptForm";
import { Turns } from "./Turns";
import { type Chat, useChat } from "./useChat";
import { translator } from "./words/translate";

export interface PanelProps {
  /** Whose chat this tab keeps: "page" or a passenger link's own. */
  place: string;
  language: Language;
  proof: Proof;
  onClose?: () => void;
  onLanguage?: (language: Language) => void;
  onUnread?: (count: number) => void;
}

export function ChatPanel({ place, language: first, proof, onClose, onLanguage, onUnread }: PanelProps) {
  const [language, setLanguage] = useState(first);
  const say = useMemo(() => translator(language), [language]);
  const chat = useChat(place, language, proof);
  const now = useNow(chat);
  const toggle = () => {
    const next: Language = language === "en" ? "zh-CN" : "en";
    setLanguage(next);
    chat.speak(next);
    onLanguage?.(next);
  };
  // The robot follows the customer from one language to the other; the window follows the robot.
  const told = chat.state.chat?.language;
  const before = useRef(told);
  useEffect(() => {
    if (told && before.current && told !== before.current) setLanguage(told);
    before.current = told;
  }, [told]);
  const answers = chat.state.turns.filter((turn) => turn.speaker !== "customer").length;
  useEffect(() => onUnread?.(answers), [answers, onUnread]);
  return (
    <ChatContext.Provider value={{ say, language, now }}>
      <section class="chat" aria-label={say("title")} lang={language}>
        <Head chat={chat} onClose={onClose} onToggle={toggle} />
        <Notice chat={chat} />
        <Turns state={chat.state} onTap={chat.tap} onRetry={chat.retry} onRate={chat.rate} onSay={chat.say} />
        <Foot chat={chat} />
      </section>
    </ChatContext.Provider>
  );
}

function Head({ chat, onClose, onToggle }: { chat: Chat; onClose?: () => void; onToggle: () => void }) {
  const { say, language } = useChatContext();
  const [mailing, setMailing] = useState(false);
  const menu = useRef<HTMLDetailsElement>(null);
  const shut = () => {
    if (menu.current) menu.current.open = false;
  };
  const closed = chat.state.chat?.state === "closed";
  return (
    <header class="chat-head">
      <h2>{say("title")}</h2>
      <button type="button" class="chat-link" lang={language === "en" ? "zh-CN" : "en"} onClick={onToggle}>
        {say("language")}
      </button>
      <details class="chat-menu" ref={menu}>
        <summary aria-label={say("menu")}>⋯</summary>
        <div>
          <button
            type="button"
            disabled={!chat.token}
            onClick={() => {
              setMailing(true);
              shut();
            }}
          >
            {say("transcript")}
          </button>
          <button
            type="button"
            disabled={!chat.token || closed}
            onClick={() => {
              shut();
              void chat.end().catch(() => undefined);
            }}
          >
            {say("end")}
          </button>
        </div>
      </details>
      {onClose ? (
        <button type="button" class="chat-icon" aria-label={say("close")} onClick={onClose}>
          ✕
        </button>
      ) : null}
      {mailing && chat.token ? <TranscriptForm token={chat.token} onDone={() => setMailing(false)} /> : null}
    </header>
  );
}

function Notice({ chat }: { chat: Chat }) {
  const { say } = useChatContext();
  const { state, trouble } = chat;
  if (trouble || state.line === "gone") {
    return (
      <div class="chat-notice" role="alert">
        <p>{say(state.line === "gone" ? "gone" : "failed")}</p>
        <button type="button" class="chat-send" onClick={chat.again}>
          {say("again")}
        </button>
      </div>
    );
  }
  const text =
    state.line === "broken"
      ? say("reconnecting")
      : state.line === "connecting" && state.turns.length === 0
        ? say("opening")
        : state.chat?.state === "waiting_for_person"
          ? say("waiting")
          : null;
  return (
    <p class={text ? "chat-notice" : "chat-hidden"} role="status">
      {text}
    </p>
  );
}

function Foot({ chat }: { chat: Chat }) {
  const { say } = useChatContext();
  // Asked once: it stays until it is answered, also when the server has stopped asking.
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (chat.state.chat?.survey) setAsked(true);
  }, [chat.state.chat?.survey]);
  if (chat.state.chat?.state !== "closed") {
    return chat.state.line === "gone" ? null : <Composer token={chat.token} onSay={chat.say} />;
  }
  return (
    <div class="chat-over">
      <p>{say("over")}</p>
      {asked && chat.token ? <Survey token={chat.token} /> : null}
      <button type="button" class="chat-send" onClick={chat.again}>
        {say("again")}
      </button>
    </div>
  );
}

/** The product's clock, ticking each second while a card may be counting down. */
function useNow(chat: Chat): number {
  const anchor = useRef<ClockAnchor>({ ...systemAnchor, product: Date.now(), wall: Date.now() });
  const [now, setNow] = useState(Date.now());
  const told = chat.state.chat;
  useEffect(() => {
    if (told) anchor.current = reanchor(anchor.current, told.now, told.clock_speed, Date.now());
  }, [told]);
  const counting = chat.state.turns.some((turn) => turn.cards.some((card) => card.hold_expires_at));
  useEffect(() => {
    setNow(productNow(anchor.current, Date.now()));
    if (!counting) return;
    const timer = setInterval(() => setNow(productNow(anchor.current, Date.now())), 1_000);
    return () => clearInterval(timer);
  }, [counting]);
  return now;
}
