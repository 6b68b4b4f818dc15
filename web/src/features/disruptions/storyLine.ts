// One disruption as a few stations on a time axis: what happened, and after it what is still to come. Pure.
import type { StoryItem } from "@/shared/api/types";

export interface Station {
  kind: string;
  /** null = not yet. */
  at: string | null;
  count: number | null;
  by: string | null;
}

interface Counts {
  affected: number;
  reached: number;
  unreachable: number;
}

const main = ["event", "seats_held", "first_contact", "reached", "people"];
const over = ["withdrawn", "closed", "campaign_done", "campaign_stopped", "campaign_withdrawn"];
/** Said already by another station. */
const silent = ["opened", "campaign_opened", "updated"];

/**
 * The many "reached" lines of a story become one station with the present count; stations still to come have no time.
 * A campaign that runs since its opening was not approved by anybody, so "approved" shows only when it happened later.
 */
export function storyLine(items: readonly StoryItem[], counts: Counts): Station[] {
  const happened: Station[] = [];
  const opened = items.find((item) => item.kind === "campaign_opened");
  for (const item of [...items].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    if (silent.includes(item.kind)) continue;
    if (item.kind === "campaign_running" && opened?.params.state === "running" && !item.params.by) continue;
    const known = happened.find((station) => station.kind === item.kind);
    if (known && item.kind === "reached") continue;
    happened.push({
      kind: item.kind,
      at: item.at,
      count: countOf(item.kind, counts),
      by: textOf(item.params.by),
    });
  }
  if (counts.unreachable > 0)
    happened.push({ kind: "people", at: null, count: counts.unreachable, by: null });
  if (happened.some((station) => over.includes(station.kind))) return happened;
  const kinds = new Set(happened.map((station) => station.kind));
  return [
    ...happened,
    ...main.filter((kind) => !kinds.has(kind)).map((kind) => ({ kind, at: null, count: null, by: null })),
  ];
}

function countOf(kind: string, counts: Counts): number | null {
  if (kind === "event") return counts.affected;
  return kind === "reached" ? counts.reached : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}
