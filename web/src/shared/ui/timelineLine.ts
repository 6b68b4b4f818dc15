// A line of a timeline as a key and what fills it, for both translators (control room and passenger's page). Pure.
import type { TimelineItem } from "@/shared/api/passengerTypes";
import { money } from "@/shared/format/number";
import { calendarDay } from "@/shared/format/time";

/** Words for a key, or `otherwise` when there are none. */
export type Lookup = (key: string, otherwise: string) => string;

export interface TimelineLine {
  key: string;
  params: Record<string, string>;
}

const groups: Record<string, [group: string, param: string]> = {
  flight_changed: ["what", "what"],
  disruption_opened: ["what", "kind"],
  decided: ["choice", "kind"],
  change_step: ["change", "next"],
  refund_progress: ["refundState", "state"],
};
const knownTasks = ["task_assigned", "task_taken_over", "task_noted_reached", "task_asked_person"];

/** Keys are below `facts.`; a word nobody knows shows as itself, never as an empty line. */
export function timelineLine(item: TimelineItem, lookup: Lookup, language: string): TimelineLine {
  const p = item.params;
  const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));
  const plain = (value: unknown) => text(value).replaceAll("_", " ");
  const word = (group: string, value: unknown) =>
    value ? lookup(`facts.${group}.${text(value)}`, plain(value)) : "";
  const amount = (value: unknown) =>
    p.currency && value !== null && value !== undefined
      ? money({ amount: text(value), currency: text(p.currency) }, language)
      : "";
  const group = groups[item.kind];
  const channel = text(item.channel ?? p.channel);
  const params = {
    what: group ? word(group[0], p[group[1]] ?? p.state) : plain(item.kind.replace(/^task_/, "")),
    channel: word("channel", channel),
    by: word("channel", p.by),
    result: word("result", p.result ?? p.state),
    to: text(p.to),
    why: plain(p.why),
    actor: text(item.actor ?? p.actor),
    note: text(p.note),
    amount: p.amount ? amount(p.amount) : "",
    fee: amount(p.fee),
    difference: amount(p.difference),
    flight: text(p.flight),
    day: p.day ? calendarDay(text(p.day), language) : "",
  };
  return { key: `facts.timeline.${keyOf(item.kind, channel)}`, params };
}

function keyOf(kind: string, channel: string): string {
  if (kind === "attempt_contact") return channel;
  if (kind === "attempt_notice") return "notice";
  return kind.startsWith("task_") && !knownTasks.includes(kind) ? "task_other" : kind;
}

/** The same line without what is empty: "Called : answered" becomes "Called: answered". */
export function tidy(text: string): string {
  return text
    .replace(/ +([:：。.])/g, "$1")
    .replace(/[:：]\s*$/, "")
    .replace(/\s{2,}/g, " ")
    .trim();
}

/** Inner preparations that tell a reader nothing. */
export function worthTelling(item: TimelineItem): boolean {
  return !(item.kind === "flight_changed" && item.params.what === "created");
}
