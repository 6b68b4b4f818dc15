/** @jsxImportSource preact */
// "Talk to us", on every step: call, or be called by a named person.
import { useState } from "preact/hooks";
import type { PassengerPageData } from "@/shared/api/passengerTypes";
import { duration } from "@/shared/format/duration";
import { askForCall } from "./api";
import { usePageContext } from "./context";

type Asked = { state: "no" | "sending" | "failed" } | { state: "yes"; owner: string | null };

interface Props {
  talk: PassengerPageData["talk"];
  handset?: boolean;
}

export function Talk({ talk, handset }: Props) {
  const { say, language, token, onChat } = usePageContext();
  const [asked, setAsked] = useState<Asked>({ state: "no" });
  const [phone, setPhone] = useState("");
  const [note, setNote] = useState("");
  const send = (event: Event) => {
    event.preventDefault();
    setAsked({ state: "sending" });
    askForCall(token, phone.trim(), note.trim()).then(
      (answer) => setAsked({ state: "yes", owner: answer?.owner ?? null }),
      () => setAsked({ state: "failed" }),
    );
  };
  return (
    <details class="fold talk">
      <summary>{say("talk")}</summary>
      <p>
        {say("talkHelp")}{" "}
        {talk?.wait_minutes ? say("talkWait", { wait: duration(talk.wait_minutes * 60, language) }) : ""}
      </p>
      {onChat ? (
        <button type="button" class="first" onClick={() => onChat(language)}>
          {say("talkChat")}
        </button>
      ) : null}
      {talk?.phone ? (
        <a class="second" href={`tel:${talk.phone.replaceAll(" ", "")}`}>
          {say("talkCall", { phone: talk.phone })}
        </a>
      ) : null}
      {handset ? (
        <a class="second" href={`/p/${encodeURIComponent(token)}/call`}>
          {say("talkHandset")}
        </a>
      ) : null}
      {asked.state === "yes" ? (
        <p role="status">
          <b>{asked.owner ? say("talkDone", { owner: asked.owner }) : say("talkDoneNobody")}</b>
        </p>
      ) : (
        <form onSubmit={send} aria-label={say("talkBack")}>
          <label>
            {say("talkPhone")}
            <input
              type="tel"
              inputMode="tel"
              autoComplete="tel"
              maxLength={24}
              value={phone}
              onInput={(e) => setPhone(e.currentTarget.value)}
            />
          </label>
          <label>
            {say("talkNote")}
            <textarea rows={2} maxLength={500} value={note} onInput={(e) => setNote(e.currentTarget.value)} />
          </label>
          {asked.state === "failed" ? <p role="alert">{say("talkFailed")}</p> : null}
          <button type="submit" class="second" disabled={asked.state === "sending"}>
            {say("talkSend")}
          </button>
        </form>
      )}
    </details>
  );
}
