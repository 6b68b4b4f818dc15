/** @jsxImportSource preact */
// The read-back: what will be done, word for word, and an explicit yes.
import type { ReadBack } from "@/shared/api/passengerTypes";
import { usePageContext } from "./context";

interface Props {
  readBack: ReadBack;
  working: boolean;
  onYes: () => void;
  onNo: () => void;
}

export function Check({ readBack, working, onYes, onNo }: Props) {
  const { say } = usePageContext();
  return (
    <section class="card best" aria-labelledby="check-title">
      <h1 id="check-title">{say("checkTitle")}</h1>
      <blockquote>{readBack.text}</blockquote>
      <p class="soft">{say("checkHelp")}</p>
      <button type="button" class="first" disabled={working} aria-busy={working} onClick={onYes}>
        {working ? say("working") : say("yes")}
      </button>
      <button type="button" class="second" disabled={working} onClick={onNo}>
        {say("no")}
      </button>
    </section>
  );
}
