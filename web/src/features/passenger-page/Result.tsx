/** @jsxImportSource preact */
// What was chosen and how far it is.
import type { ChangeShape, PassengerPageParty } from "@/shared/api/passengerTypes";
import { money } from "@/shared/format/number";
import { calendarDay, clockTime } from "@/shared/format/time";
import { usePageContext } from "./context";
import { Journey } from "./Journey";
import { refundLine } from "./refundLine";
import { changeWord, chosen, rebookSteps, type Situation, stepsDone } from "./situation";

export function Result({ party, where }: { party: PassengerPageParty; where: Situation }) {
  const { say } = usePageContext();
  const word = changeWord(party);
  const title = where === "person" ? say("person") : say(`${where === "done" ? "done" : "pending"}${word}`);
  const offer = chosen(party);
  return (
    <section class="card best" aria-live="polite">
      <h1 class={where === "done" ? "ok" : ""}>
        {where === "done" ? (
          <svg width="26" height="26" viewBox="0 0 16 16" aria-hidden="true">
            <path
              d="M3 8.5l3.2 3.2L13 5"
              fill="none"
              stroke="currentColor"
              stroke-width="2"
              stroke-linecap="round"
              stroke-linejoin="round"
            />
          </svg>
        ) : null}
        {title}
      </h1>
      <p class="soft">{say("yours", { locator: party.locator, names: party.names.join(", ") })}</p>
      {party.decided_by?.startsWith("customer:") ? <p>{say("talkDecided")}</p> : null}
      {party.decided_by && !/^(passenger:page$|customer:)/.test(party.decided_by) ? (
        <p>{say("otherDecided")}</p>
      ) : null}
      {word === "Rebook" && offer ? <Journey offer={offer} /> : null}
      {word === "Rebook" && !offer && party.change ? (
        <Agreed change={party.change} done={where === "done"} />
      ) : null}
      <Detail party={party} word={word} />
      {where === "pending" && word === "Rebook" && party.change ? <Steps state={party.change.state} /> : null}
      {where === "pending" ? <p class="soft">{say("pendingHelp")}</p> : null}
      {where === "person" ? <p>{say("personHelp")}</p> : null}
    </section>
  );
}

/** A change agreed with somebody who talked to the passenger: its flights, and what it costs. */
function Agreed({ change, done }: { change: ChangeShape; done: boolean }) {
  const { say, language } = usePageContext();
  return (
    <>
      {(change.flights ?? []).map((one) => (
        <p key={`${one.flight}${one.day}`}>
          <b>{one.flight}</b> {one.board}–{one.off}, {calendarDay(one.day, language)}
        </p>
      ))}
      {change.price ? (
        <p>{say(done ? "pricePaid" : "priceAgreed", { amount: money(change.price, language) })}</p>
      ) : null}
    </>
  );
}

function Detail({ party, word }: { party: PassengerPageParty; word: string }) {
  const { say, language } = usePageContext();
  if (word === "Refund" && party.refund) {
    return (
      <p>
        <b>{refundLine(say, party.refund, language)}</b>
      </p>
    );
  }
  if (word === "Keep") {
    const { etd, std, board_zone } = party.flight;
    return <p>{say("keepLine", { time: clockTime(etd ?? std, language, board_zone) })}</p>;
  }
  return null;
}

function Steps({ state }: { state: string }) {
  const { say } = usePageContext();
  const done = stepsDone(state);
  return (
    <ol class="steps">
      {rebookSteps.map((step, index) => (
        <li key={step} class={index < done ? "past" : ""} aria-current={index === done ? "step" : undefined}>
          {say(`steps.${step}`)}
        </li>
      ))}
    </ol>
  );
}
