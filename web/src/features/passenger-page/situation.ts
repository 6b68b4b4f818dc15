// What a party's page has to show now, decided from the server's answer alone. Pure.
import type { OfferShape, PassengerPageParty, TimelineItem } from "@/shared/api/passengerTypes";
import { worthTelling } from "@/shared/ui/timelineLine";

export type Situation = "choose" | "pending" | "done" | "person" | "failed";

const doneStates = ["confirmed", "told", "refund_sent", "refund_done", "done"];

export function situation(party: PassengerPageParty): Situation {
  const state = party.change?.state;
  if (state === "needs_person") return "person";
  if (state === "failed") return party.decision === "undecided" ? "failed" : "person";
  if (party.change) return doneStates.includes(party.change.state) ? "done" : "pending";
  return party.decision === "undecided" ? "choose" : "done";
}

/** Options still to be had, best first, without the refund and the booked flight (they have their own places). */
export function choosable(party: PassengerPageParty): OfferShape[] {
  return party.offers
    .filter((offer) => offer.legs.length > 0 && (offer.state === "held" || offer.state === "proposed"))
    .sort((a, b) => a.rank - b.rank);
}

/** Waiting for the booked flight is the plan for this party. */
export function keepingIsBest(party: PassengerPageParty): boolean {
  return party.offers.some((offer) => offer.kind === "same_flight" && offer.state === "held");
}

export function chosen(party: PassengerPageParty): OfferShape | null {
  return party.offers.find((offer) => offer.state === "chosen") ?? null;
}

/** What the chosen kind of change is called in the words. */
export function changeWord(party: PassengerPageParty): "Rebook" | "Refund" | "Keep" {
  const kind =
    party.change?.kind ?? { rebooked: "rebook", refunded: "refund", kept: "keep" }[party.decision as string];
  return kind === "refund" ? "Refund" : kind === "keep" ? "Keep" : "Rebook";
}

export const rebookSteps = ["requested", "seats_sold", "ticketed", "confirmed"] as const;

/** How many of the four visible steps are behind us. */
export function stepsDone(state: string): number {
  const order = ["requested", "seats_sold", "off_loaded", "ticketed", "old_released", "confirmed", "told"];
  const reached = order.indexOf(state);
  return rebookSteps.filter((step) => order.indexOf(step) <= reached).length;
}

/** The key of a cause ("cause.weather" or "weather") within the words, or null. */
export function causeKey(textKey: string | null): string | null {
  const last = textKey?.split(".").pop();
  return last ? `facts.cause.${last}` : null;
}

const innerSteps = ["off_loaded", "old_released", "compensating"];

/** Lines a passenger wants to see, newest first: not our inner preparations. */
export function forPassenger(items: readonly TimelineItem[]): TimelineItem[] {
  return items
    .filter((item) => worthTelling(item) && item.kind !== "flight_changed" && !item.kind.startsWith("task_"))
    .filter((item) => item.kind !== "change_step" || !innerSteps.includes(String(item.params.next)))
    .reverse() // of one instant too, the later stands first
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
