/** @jsxImportSource preact */
// The options: the best one as a card, the others folded, the refund, and keeping the flight.
import { useEffect } from "preact/hooks";
import type { Choice, OfferShape, PassengerPageParty } from "@/shared/api/passengerTypes";
import { countdown } from "@/shared/format/duration";
import { clockTime } from "@/shared/format/time";
import { usePageContext } from "./context";
import { Journey } from "./Journey";
import { refundLine } from "./refundLine";
import { choosable, keepingIsBest } from "./situation";

interface Props {
  party: PassengerPageParty;
  failed: boolean;
  working: boolean;
  onAsk: (choice: Choice) => void;
  reload: () => Promise<void>;
}

export function Choices({ party, failed, working, onAsk, reload }: Props) {
  const { say } = usePageContext();
  const [best, ...others] = choosable(party);
  const keepFirst = keepingIsBest(party);
  const accept = (offer: OfferShape) => onAsk({ kind: "accept", offer_id: offer.offer_id });
  return (
    <>
      {failed ? (
        <p class="notice" role="alert">
          {say("failedChange")}. {say("failedHelp")}
        </p>
      ) : null}
      {keepFirst ? <KeepCard party={party} working={working} onAsk={onAsk} /> : null}
      {best ? (
        <Best
          offer={best}
          seats={party.names.length}
          working={working}
          onAccept={() => accept(best)}
          reload={reload}
        />
      ) : (
        <section class="card">
          <p>{say("noOffers")}</p>
        </section>
      )}
      {others.length > 0 ? (
        <details class="fold">
          <summary>{say("others", { count: others.length })}</summary>
          {others.map((offer) => (
            <section class="card" key={offer.offer_id}>
              <Journey offer={offer} />
              <Hold offer={offer} reload={reload} />
              <button type="button" class="second" disabled={working} onClick={() => accept(offer)}>
                {say("accept")}
              </button>
            </section>
          ))}
        </details>
      ) : null}
      {keepFirst ? null : <KeepCard party={party} working={working} onAsk={onAsk} />}
      <RefundCard party={party} working={working} onAsk={onAsk} />
      <p class="soft small">{say("local")}</p>
    </>
  );
}

interface BestProps {
  offer: OfferShape;
  seats: number;
  working: boolean;
  onAccept: () => void;
  reload: () => Promise<void>;
}

function Best({ offer, seats, working, onAccept, reload }: BestProps) {
  const { say } = usePageContext();
  const title =
    offer.state !== "held" ? say("bestOpen") : seats > 1 ? say("bestMany", { count: seats }) : say("best");
  return (
    <section class="card best" aria-label={title}>
      <h2>{title}</h2>
      <Journey offer={offer} />
      <Hold offer={offer} reload={reload} />
      <button type="button" class="first" disabled={working} aria-busy={working} onClick={onAccept}>
        {working ? say("working") : say("accept")}
      </button>
    </section>
  );
}

function Hold({ offer, reload }: { offer: OfferShape; reload: () => Promise<void> }) {
  const { say, language, now } = usePageContext();
  const zone = offer.legs[0]?.board_zone;
  const left =
    offer.state === "held" && offer.hold_expires_at ? Date.parse(offer.hold_expires_at) - now : null;
  const over = left !== null && left <= 0;
  useEffect(() => {
    if (over) void reload();
  }, [over, reload]);
  if (left === null || !offer.hold_expires_at) return <p class="hold">{say("notHeld")}</p>;
  if (over) return <p class="hold">{say("holdOver")}</p>;
  return (
    <p class="hold">
      <span role="timer">{say("heldFor", { left: countdown(left) })}</span>{" "}
      <span class="soft">{say("heldUntil", { time: clockTime(offer.hold_expires_at, language, zone) })}</span>
    </p>
  );
}

function KeepCard({ party, working, onAsk }: Pick<Props, "party" | "working" | "onAsk">) {
  const { say, language } = usePageContext();
  if (!party.can_keep) return null;
  const time = clockTime(party.flight.etd ?? party.flight.std, language, party.flight.board_zone);
  return (
    <section class="card row">
      <div>
        <h2>{say("keepTitle")}</h2>
        <p>{say("keepLine", { time })}</p>
      </div>
      <button type="button" class="second" disabled={working} onClick={() => onAsk({ kind: "keep" })}>
        {say("keepButton")}
      </button>
    </section>
  );
}

function RefundCard({ party, working, onAsk }: Pick<Props, "party" | "working" | "onAsk">) {
  const { say, language } = usePageContext();
  const refund = party.refund;
  if (!refund) return null;
  return (
    <section class="card row">
      <div>
        <h2>{say("refundTitle")}</h2>
        <p>
          <b>{refundLine(say, refund, language)}</b>
        </p>
        <p class="soft small">
          {say("refundHelp")} {say("rule", { basis: refund.cited?.[language] ?? refund.legal_basis })}
        </p>
      </div>
      <button type="button" class="second" disabled={working} onClick={() => onAsk({ kind: "refund" })}>
        {say("refundButton")}
      </button>
    </section>
  );
}
