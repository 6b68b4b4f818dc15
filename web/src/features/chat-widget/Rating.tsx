/** @jsxImportSource preact */
// Under an answer from an article: did it help? "No" offers a person, or asking in other words. A later tap corrects.
import { useEffect, useRef, useState } from "preact/hooks";
import { useChatContext } from "./context";

interface Props {
  /** What was said of this answer so far. */
  rated: boolean | undefined;
  /** The robot still answers: a person, or other words, can be asked for. */
  open: boolean;
  onRate: (helped: boolean) => Promise<void>;
  onSay: (text: string) => void;
}

export function Rating({ rated, open, onRate, onSay }: Props) {
  const { say } = useChatContext();
  const [told, setTold] = useState<"no" | "sending" | "yes" | "failed">("no");
  const place = useRef<HTMLDivElement>(null);
  // What is offered after "not helpful" must not open below the edge.
  useEffect(() => {
    if (told === "yes") place.current?.scrollIntoView?.({ block: "nearest" });
  }, [told]);
  const rate = (helped: boolean) => {
    if (helped === rated || told === "sending") return;
    setTold("sending");
    onRate(helped).then(
      () => setTold("yes"),
      () => setTold("failed"),
    );
  };
  const rephrase = (from: HTMLElement) => from.closest(".chat")?.querySelector("textarea")?.focus();
  return (
    <div class="chat-rating" ref={place}>
      <fieldset>
        <legend class="chat-hidden">{say("rateAsk")}</legend>
        <button type="button" aria-pressed={rated === true} onClick={() => rate(true)}>
          {say("rateYes")}
        </button>
        <button type="button" aria-pressed={rated === false} onClick={() => rate(false)}>
          {say("rateNo")}
        </button>
      </fieldset>
      <p class={told === "yes" || told === "failed" ? "chat-meta" : "chat-hidden"} role="status">
        {told === "failed"
          ? say("rateFailed")
          : told === "yes"
            ? say(rated ? "rateThanks" : "rateSorry")
            : ""}
      </p>
      {rated === false && open ? (
        <p class="chat-row">
          <button type="button" class="chat-choice" onClick={() => onSay(say("ratePerson"))}>
            {say("ratePerson")}
          </button>
          <button type="button" class="chat-choice" onClick={(event) => rephrase(event.currentTarget)}>
            {say("rateReword")}
          </button>
        </p>
      ) : null}
    </div>
  );
}
