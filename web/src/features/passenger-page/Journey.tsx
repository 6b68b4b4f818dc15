/** @jsxImportSource preact */
// The flights of one option: big times, airports, zones, and what it means against the old plan.
import type { OfferShape } from "@/shared/api/passengerTypes";
import type { Language } from "@/shared/api/types";
import { duration } from "@/shared/format/duration";
import { clockTime, dayAndDate, dayShift, zoneName } from "@/shared/format/time";
import { usePageContext } from "./context";
import type { Say } from "./words/translate";

/** What else one should know of this option, in the server's codes. */
function reasons(offer: OfferShape, say: Say, language: Language): string[] {
  return offer.explanation
    .map(({ code, params }) => {
      const time = typeof params.minutes === "number" ? duration(params.minutes * 60, language) : "";
      const cabin = params.cabin ? say(`facts.cabin.${params.cabin}`, {}, String(params.cabin)) : "";
      return say(`facts.why.${code}`, { ...params, time, cabin }, "");
    })
    .filter(Boolean);
}

export function Journey({ offer }: { offer: OfferShape }) {
  const { say, language } = usePageContext();
  const first = offer.legs[0];
  const last = offer.legs[offer.legs.length - 1];
  if (!first || !last) return null;
  const days = dayShift(first.departs, first.board_zone, last.arrives, last.off_zone);
  const later = offer.arrival_delay_min;
  const words = [
    later === 0
      ? say("facts.sameTime")
      : say(later > 0 ? "facts.later" : "facts.earlier", {
          duration: duration(Math.abs(later) * 60, language),
        }),
    [...new Set(offer.cabins)].map((cabin) => say(`facts.cabin.${cabin}`, {}, cabin)).join(", "),
    say(offer.together ? "facts.together" : "facts.apart"),
    offer.legs.length > 1
      ? say("facts.via", {
          station: offer.legs
            .slice(1)
            .map((leg) => leg.board)
            .join(", "),
        })
      : say("facts.direct"),
    say("nothingToPay"),
    ...reasons(offer, say, language),
  ];
  const end = (time: string, zone: string, station: string, label: string, shift: number) => (
    <div class="end">
      <span class="soft">{label}</span>
      <b>
        {clockTime(time, language, zone)}
        {shift > 0 ? <sup>{shift === 1 ? say("nextDay") : say("daysLater", { days: shift })}</sup> : null}
      </b>
      <span>
        {station} <small>{zoneName(time, language, zone)}</small>
      </span>
    </div>
  );
  return (
    <div class="journey">
      <p class="day">
        {dayAndDate(first.departs, language, first.board_zone)} ·{" "}
        {offer.legs.map((leg) => leg.flight).join(" + ")}
        {offer.kind === "own" ? "" : ` · ${say(`facts.offerKind.${offer.kind}`, {}, offer.kind)}`}
      </p>
      <div class="ends">
        {end(first.departs, first.board_zone, first.board, say("leaves"), 0)}
        <span class="arrow" aria-hidden="true" />
        {end(last.arrives, last.off_zone, last.off, say("arrives"), days)}
      </div>
      <ul class="words">
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
    </div>
  );
}
