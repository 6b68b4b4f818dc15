/** @jsxImportSource preact */
// One party: what happened, then either the options, the check before doing, or the result; always "talk to us".
import { useEffect, useReducer, useRef } from "preact/hooks";
import { ApiError } from "@/shared/api/http";
import type { Choice, PassengerPageData, PassengerPageParty } from "@/shared/api/passengerTypes";
import { fetchReadBack, sendConfirm } from "./api";
import { Check } from "./Check";
import { Choices } from "./Choices";
import { usePageContext } from "./context";
import { type Flow, flow, startFlow } from "./flow";
import { Happened } from "./Happened";
import { Linked } from "./Linked";
import { Result } from "./Result";
import { Rights } from "./Rights";
import { choosable, situation } from "./situation";
import { Talk } from "./Talk";
import { Timeline } from "./Timeline";

interface Props {
  party: PassengerPageParty;
  talk: PassengerPageData["talk"];
  handset?: boolean;
  reload: () => Promise<void>;
}

function Notice({ state, party }: { state: Flow; party: PassengerPageParty }) {
  const { say } = usePageContext();
  if (!state.notice) return null;
  const key = state.notice === "gone" && choosable(party).length === 0 ? "goneNothing" : state.notice;
  return (
    <p class="notice" role="alert">
      {say(key)}
    </p>
  );
}

export function PartyView({ party, talk, handset, reload }: Props) {
  const { language, token } = usePageContext();
  const [state, dispatch] = useReducer(flow, startFlow);
  const top = useRef<HTMLElement>(null);
  const moved = useRef(false);

  // After a step the reader starts at its top, by eye and by screen reader.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what moves
  useEffect(() => {
    if (!moved.current) return;
    top.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView?.({ block: "start" });
  }, [state.step]);

  const refuse = async (error: unknown) => {
    await reload();
    const known = error instanceof ApiError;
    dispatch({ type: "refused", status: known ? error.status : -1, slug: known ? error.slug : "" });
  };
  const ask = (choice: Choice) => {
    moved.current = true;
    dispatch({ type: "ask", choice });
    fetchReadBack(token, party.party_id, choice, language).then(
      (readBack) => dispatch({ type: "readBack", readBack }),
      refuse,
    );
  };
  const confirm = () => {
    if (!state.readBack) return;
    dispatch({ type: "confirm" });
    sendConfirm(token, state.readBack.token).then(async () => {
      await reload();
      dispatch({ type: "confirmed" });
    }, refuse);
  };
  const where = situation(party);
  return (
    <article class="party" ref={top} tabIndex={-1}>
      <Notice state={state} party={party} />
      {state.step === "check" && state.readBack && party.decision === "undecided" ? (
        <Check
          readBack={state.readBack}
          working={state.working}
          onYes={confirm}
          onNo={() => dispatch({ type: "back" })}
        />
      ) : where === "choose" || where === "failed" ? (
        <>
          <Happened party={party} />
          <Choices
            party={party}
            failed={where === "failed"}
            working={state.working}
            onAsk={ask}
            reload={reload}
          />
          <Rights rights={party.rights} />
        </>
      ) : (
        <>
          <Result party={party} where={where} />
          <Linked party={party} reload={reload} />
          <Timeline items={party.timeline} zone={party.flight.board_zone} />
          <Rights rights={party.rights} />
        </>
      )}
      <Talk talk={talk} handset={handset} />
      {where === "choose" && state.step === "look" ? (
        <Timeline items={party.timeline} zone={party.flight.board_zone} />
      ) : null}
    </article>
  );
}
