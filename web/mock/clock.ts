// The mock day's clock: 2017-06-19, twenty times faster than the wall.
const startedAt = Date.now();
const START = Date.parse("2017-06-19T15:42:00Z");
export const SPEED = 20;

export const now = (): number => START + (Date.now() - startedAt) * SPEED;
export const iso = (at: number): string => new Date(at).toISOString();
export const minutes = (n: number): number => n * 60_000;

/** A repeatable pseudo-random share in 0..1 for any text. */
export function chance(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}

export const pick = <T>(list: readonly T[], text: string): T =>
  list[Math.floor(chance(text) * list.length)] as T;
