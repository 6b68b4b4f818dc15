// Which disruption needs a look first. Pure.
import type { DisruptionItem } from "@/shared/api/types";

/** The five-minute promise: still running, kept, or broken (milliseconds left, negative = over). */
export type Promise5 = { state: "kept"; seconds: number } | { state: "running" | "over"; leftMs: number };

export function fiveMinutes(item: DisruptionItem, now: number): Promise5 {
  if (item.first_attempt_p99_s !== null) {
    return item.first_attempt_p99_s <= 300
      ? { state: "kept", seconds: item.first_attempt_p99_s }
      : { state: "over", leftMs: (300 - item.first_attempt_p99_s) * 1000 };
  }
  const leftMs = Date.parse(item.deadline_at) - now;
  return { state: leftMs >= 0 ? "running" : "over", leftMs };
}

/** People of this disruption still waiting for something. */
export function open(item: DisruptionItem): number {
  return item.affected - item.reached;
}

function tier(item: DisruptionItem): number {
  if (item.state !== "open") return 5;
  if (item.campaign_state === "waiting_approval") return 0;
  if (item.first_attempt_p99_s === null && item.campaign_state === "running") return 1;
  if (item.campaign_state === "paused") return 2;
  if (open(item) > 0) return 3;
  return 4;
}

/** Most urgent first: waits for a person, then first contacts running, then the most people still open. */
export function byUrgency(items: readonly DisruptionItem[]): DisruptionItem[] {
  return [...items].sort(
    (a, b) =>
      tier(a) - tier(b) ||
      open(b) - open(a) ||
      Date.parse(a.std) - Date.parse(b.std) ||
      a.flight.localeCompare(b.flight),
  );
}

export function matches(item: DisruptionItem, search: string): boolean {
  const words = search.trim().toUpperCase().split(/\s+/).filter(Boolean);
  const text = `${item.flight} ${item.board} ${item.off}`;
  return words.every((word) => text.includes(word));
}
