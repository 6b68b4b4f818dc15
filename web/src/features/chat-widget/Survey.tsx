/** @jsxImportSource preact */
// Asked once after the end: satisfaction, recommendation, a comment; "not now" is an answer too.
import { useState } from "preact/hooks";
import { sendSurvey } from "./api";
import { useChatContext } from "./context";

function Scale(props: {
  name: string;
  label: string;
  from: number;
  to: number;
  value: number | null;
  onPick: (n: number) => void;
}) {
  const { name, label, from, to, value, onPick } = props;
  return (
    <fieldset class="chat-scale">
      <legend>{label}</legend>
      {Array.from({ length: to - from + 1 }, (_, i) => from + i).map((n) => (
        <label key={n} class={value === n ? "picked" : ""}>
          <input type="radio" name={name} value={n} checked={value === n} onChange={() => onPick(n)} />
          {n}
        </label>
      ))}
    </fieldset>
  );
}

export function Survey({ token }: { token: string }) {
  const { say, language } = useChatContext();
  const [csat, setCsat] = useState<number | null>(null);
  const [nps, setNps] = useState<number | null>(null);
  const [comment, setComment] = useState("");
  const [done, setDone] = useState<"no" | "thanks" | "skipped">("no");
  const answer = (skip: boolean) => {
    const said = skip ? { csat: null, nps: null, comment: "" } : { csat, nps, comment: comment.trim() };
    const end = () => setDone(skip ? "skipped" : "thanks");
    sendSurvey(token, { ...said, language }).then(end, end);
  };
  if (done === "thanks") return <p role="status">{say("surveyThanks")}</p>;
  if (done === "skipped") return null;
  return (
    <form
      class="chat-card"
      aria-label={say("surveyTitle")}
      onSubmit={(event) => {
        event.preventDefault();
        answer(false);
      }}
    >
      <h3>{say("surveyTitle")}</h3>
      <Scale name="csat" label={say("surveyCsat")} from={1} to={5} value={csat} onPick={setCsat} />
      <Scale name="nps" label={say("surveyNps")} from={0} to={10} value={nps} onPick={setNps} />
      <label>
        {say("surveyComment")}
        <textarea
          rows={2}
          maxLength={1000}
          value={comment}
          onInput={(event) => setComment(event.currentTarget.value)}
        />
      </label>
      <div class="chat-row">
        <button type="submit" class="chat-send" disabled={csat === null && nps === null}>
          {say("surveySend")}
        </button>
        <button type="button" class="chat-link" onClick={() => answer(true)}>
          {say("surveySkip")}
        </button>
      </div>
    </form>
  );
}
