/** @jsxImportSource preact */
// Apology and fact in one sentence.
import type { PassengerPageParty } from "@/shared/api/passengerTypes";
import { clockTime, dayAndDate } from "@/shared/format/time";
import { usePageContext } from "./context";
import { causeKey } from "./situation";

export function Happened({ party }: { party: PassengerPageParty }) {
  const { say, language } = usePageContext();
  const { flight, what_happened } = party;
  const key = causeKey(what_happened.cause_text_key);
  const cause = key ? say(key, {}, "") : "";
  const moved = flight.etd ?? flight.std;
  return (
    <>
      <h1 class="happened">
        {say("sorry")}
        {language === "en" ? " " : ""}
        {say(`happened.${what_happened.kind}`, {
          flight: flight.number,
          from: flight.board_city ?? flight.board,
          to: flight.off_city ?? flight.off,
          day: dayAndDate(flight.std, language, flight.board_zone),
          because: cause ? say("because", { cause }) : "",
          oldTime: clockTime(flight.std, language, flight.board_zone),
          newTime: clockTime(moved, language, flight.board_zone),
        })}
      </h1>
      <p class="soft">
        {say("yours", { locator: party.locator, names: party.names.join(language === "en" ? ", " : "、") })}
      </p>
    </>
  );
}
