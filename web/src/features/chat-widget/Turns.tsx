/** @jsxImportSource preact */
// The conversation itself: who said what, sources that open, and what is still on its way.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { clockTime } from "@/shared/format/time";
import { Card, isDrawn } from "./Cards";
import { useChatContext } from "./context";
import {
  type ChatCitation,
  type ChatState,
  type ChatTurn,
  isRateable,
  openButtons,
  type Pending,
} from "./protocol";
import { Rating } from "./Rating";

interface Props {
  state: ChatState;
  onTap: (label: string, payload: string) => void;
  onRetry: (one: Pending) => void;
  onRate: (number: number, helped: boolean) => Promise<void>;
  onSay: (text: string) => void;
}

export function Turns({ state, onTap, onRetry, onRate, onSay }: Props) {
  const { say } = useChatContext();
  const end = useRef<HTMLDivElement>(null);
  const count = state.turns.length + state.pending.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line scrolls into view
  useEffect(() => {
    end.current?.scrollIntoView?.({ block: "end" });
  }, [count, state.typing]);
  const buttons = openButtons(state);
  return (
    <div class="chat-scroll">
      <div class="chat-log" role="log" aria-live="polite" aria-relevant="additions" aria-label={say("log")}>
        {state.turns.map((turn) => (
          <TurnView key={turn.number} turn={turn}>
            {isRateable(turn) ? (
              <Rating
                rated={state.ratings[turn.number]}
                open={state.chat?.state === "with_robot"}
                onRate={(helped) => onRate(turn.number, helped)}
                onSay={onSay}
              />
            ) : null}
          </TurnView>
        ))}
        {state.pending.map((one) => (
          <div key={one.client_id} class="chat-turn customer">
            <p class="chat-bubble waiting">{one.text}</p>
            {one.failed ? (
              <p class="chat-meta" role="alert">
                {say("notSent")}{" "}
                <button type="button" class="chat-link" onClick={() => onRetry(one)}>
                  {say("retry")}
                </button>
              </p>
            ) : (
              <p class="chat-meta">{say("sending")}</p>
            )}
          </div>
        ))}
      </div>
      {state.typing ? (
        <p class="chat-typing" role="status">
          {state.typing.speaker === "robot" ? say("thinking") : say("typing", { name: state.typing.name })}
        </p>
      ) : null}
      {buttons.length > 0 ? (
        <fieldset class="chat-choices">
          <legend class="chat-hidden">{say("choices")}</legend>
          {buttons.map((button) => (
            <button
              key={button.payload}
              type="button"
              class={`chat-choice ${button.style}`}
              onClick={() => onTap(button.label, button.payload)}
            >
              {button.label}
            </button>
          ))}
        </fieldset>
      ) : null}
      <div ref={end} />
    </div>
  );
}

function TurnView({ turn, children }: { turn: ChatTurn; children: ComponentChildren }) {
  const { say, language } = useChatContext();
  if (turn.speaker === "system") {
    return (
      <p class="chat-system" lang={turn.language}>
        {turn.text}
      </p>
    );
  }
  const who =
    turn.speaker === "customer" ? say("you") : turn.speaker === "robot" ? say("robot") : turn.author;
  const drawn = turn.cards.filter(isDrawn);
  return (
    <div class={`chat-turn ${turn.speaker}`}>
      <p class="chat-meta">
        <b>{who}</b>
        {turn.speaker === "robot" ? <span class="chat-tag">{say("robotRole")}</span> : null}{" "}
        <time dateTime={turn.at}>{clockTime(turn.at, language)}</time>
      </p>
      <p class="chat-bubble" lang={turn.language}>
        {turn.kind === "file" ? `[${say("file")}] ${turn.text}` : turn.text}
      </p>
      {drawn.map((card, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cards of one turn never change
        <Card key={place} card={card} />
      ))}
      <Sources citations={turn.citations} />
      {children}
    </div>
  );
}

function Sources({ citations }: { citations: ChatCitation[] }) {
  const { say } = useChatContext();
  if (citations.length === 0) return null;
  return (
    <ul class="chat-sources" aria-label={say("sources")}>
      {citations.map((one) => (
        <li key={`${one.ref}${one.clause}`}>
          <details>
            <summary>
              {one.clause ? say("quote", { title: one.title, clause: one.clause }) : one.title}
            </summary>
            <blockquote>{one.quote || one.ref}</blockquote>
          </details>
        </li>
      ))}
    </ul>
  );
}
