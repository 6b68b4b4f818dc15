/** @jsxImportSource preact */
// Have everything said so far mailed.
import { useState } from "preact/hooks";
import { askTranscript } from "./api";
import { useChatContext } from "./context";
import { newId } from "./session";

export function TranscriptForm({ token, onDone }: { token: string; onDone: () => void }) {
  const { say, language } = useChatContext();
  const [address, setAddress] = useState("");
  const [standing, setStanding] = useState<{ to: string } | "wrong" | null>(null);
  const [id] = useState(newId);
  const send = (event: Event) => {
    event.preventDefault();
    askTranscript(token, id, address.trim(), language).then(setStanding, () => setStanding("wrong"));
  };
  if (standing && standing !== "wrong") {
    return (
      <p class="chat-card" role="status">
        {say("mailAsked", { to: standing.to })}
      </p>
    );
  }
  return (
    <form class="chat-card" onSubmit={send} aria-label={say("transcript")}>
      <label>
        {say("mailAddress")}
        <input
          type="email"
          autoComplete="email"
          inputMode="email"
          required
          maxLength={254}
          value={address}
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
      </label>
      {standing === "wrong" ? <p role="alert">{say("mailWrong")}</p> : null}
      <div class="chat-row">
        <button type="submit" class="chat-send">
          {say("mailSend")}
        </button>
        <button type="button" class="chat-link" onClick={onDone}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}
