/** @jsxImportSource preact */
// Structured answers drawn as cards; the text beside them always says the same, so an unknown card is simply left out.
import { countdown } from "@/shared/format/duration";
import { money } from "@/shared/format/number";
import { calendarDay } from "@/shared/format/time";
import { useChatContext } from "./context";
import type { ChatCard } from "./protocol";

const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
const part = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(part) : []);

/** "2026-11-26T15:10:00+08:00" is local time at the airport: shown as it stands. */
const localTime = (value: unknown) => text(value).slice(11, 16);
const localDay = (value: unknown) => text(value).slice(0, 10);

export function Card({ card }: { card: ChatCard }) {
  switch (card.type) {
    case "change_quote":
      return <ChangeQuote card={card} />;
    case "refund_quote":
      return <RefundQuote card={card} />;
    case "itinerary":
      return <Itinerary card={card} />;
    case "offer":
      return <Offer card={card} />;
    case "refund_timeline":
      return <RefundTimeline card={card} />;
    default:
      return null;
  }
}

export function isDrawn(card: ChatCard): boolean {
  if (card.type === "itinerary") return list(card.flights).length > 0;
  if (card.type === "refund_timeline") return list(card.steps).length > 0;
  return card.type === "change_quote" || card.type === "refund_quote" || card.type === "offer";
}

function Flight({ flight, old = false }: { flight: Record<string, unknown>; old?: boolean }) {
  const { say, language } = useChatContext();
  const day = localDay(flight.departs);
  const route = flight.origin ? `${text(flight.origin)}→${text(flight.destination)}` : "";
  const extras = [
    flight.terminal ? say("card.terminal", { terminal: text(flight.terminal) }) : "",
    flight.seat ? say("card.seat", { seat: text(flight.seat) }) : "",
  ].filter(Boolean);
  return (
    <p class={old ? "chat-flight old" : "chat-flight"}>
      <b>{text(flight.flight_no)}</b> {route}{" "}
      <span>
        {day ? calendarDay(day, language) : ""} {localTime(flight.departs)}
        {flight.arrives ? `–${localTime(flight.arrives)}` : ""}
      </span>
      {extras.length > 0 ? <span class="soft"> {extras.join(" · ")}</span> : null}
    </p>
  );
}

function Amounts({ rows, currency }: { rows: [string, unknown][]; currency: unknown }) {
  const { language } = useChatContext();
  return (
    <dl class="chat-amounts">
      {rows
        .filter(([, value]) => text(value) !== "")
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{money({ amount: text(value), currency: text(currency) || "CNY" }, language)}</dd>
          </div>
        ))}
    </dl>
  );
}

function ChangeQuote({ card }: { card: ChatCard }) {
  const { say } = useChatContext();
  return (
    <section class="chat-card" aria-label={say("card.change")}>
      <h3>{say("card.change")}</h3>
      <Flight flight={part(card.from)} old />
      <Flight flight={part(card.to)} />
      {typeof card.travellers === "number" ? (
        <p class="soft">{say("card.travellers", { count: card.travellers })}</p>
      ) : null}
      <Amounts
        currency={card.currency}
        rows={[
          [say("card.fee"), card.fee],
          [say("card.difference"), card.difference],
          [say("card.total"), card.total],
        ]}
      />
    </section>
  );
}

function RefundQuote({ card }: { card: ChatCard }) {
  const { say } = useChatContext();
  return (
    <section class="chat-card" aria-label={say("card.refund")}>
      <h3>{say("card.refund")}</h3>
      <Amounts
        currency={card.currency}
        rows={[
          [say("card.fee"), card.fee],
          [say("card.taxes"), card.taxes],
          [say("card.refundTotal"), card.total],
        ]}
      />
    </section>
  );
}

function Itinerary({ card }: { card: ChatCard }) {
  const { say } = useChatContext();
  const flights = list(card.flights);
  if (flights.length === 0) return null;
  return (
    <section class="chat-card" aria-label={say("card.itinerary")}>
      <h3>{say("card.itinerary")}</h3>
      {flights.map((flight) => (
        <Flight key={`${text(flight.flight_no)}${text(flight.departs)}`} flight={flight} />
      ))}
    </section>
  );
}

function Offer({ card }: { card: ChatCard }) {
  const { say, now } = useChatContext();
  const until = text(card.hold_expires_at);
  const left = until ? Date.parse(until) - now : null;
  const flights = list(card.flights);
  return (
    <section class="chat-card" aria-label={say("card.offer")}>
      <h3>{say("card.offer")}</h3>
      {(flights.length > 0 ? flights : [card as Record<string, unknown>]).map((flight) => (
        <Flight key={`${text(flight.flight_no)}${text(flight.departs)}`} flight={flight} />
      ))}
      {left === null ? null : left > 0 ? (
        <p role="timer">{say("card.heldFor", { left: countdown(left) })}</p>
      ) : (
        <p>{say("card.holdOver")}</p>
      )}
    </section>
  );
}

function RefundTimeline({ card }: { card: ChatCard }) {
  const { say, language } = useChatContext();
  const steps = list(card.steps);
  if (steps.length === 0) return null;
  return (
    <section class="chat-card" aria-label={say("card.refund")}>
      <h3>{say("card.refund")}</h3>
      <ol class="chat-steps">
        {steps.map((step) => (
          <li key={text(step.state)} class={step.done ? "done" : ""}>
            {text(language === "en" ? step.label_en : step.label_zh) || text(step.state)}
            {step.at ? (
              <span class="soft"> {say("card.by", { when: calendarDay(localDay(step.at), language) })}</span>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
