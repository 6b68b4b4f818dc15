// What the chat keeps over a reload of this tab: its token and what has not been stored yet. Never in an address.
import type { Pending } from "./protocol";

export interface Kept {
  token: string;
  pending: Pending[];
  /** By turn, whether its answer helped. */
  ratings?: Record<number, boolean>;
}

const key = (place: string) => `hongyan.chat.${place}`;

export function load(place: string): Kept | null {
  try {
    const value = JSON.parse(sessionStorage.getItem(key(place)) ?? "null");
    return typeof value?.token === "string" && Array.isArray(value.pending) ? value : null;
  } catch {
    return null; // no storage (a private window inside a frame): the chat lives as long as the page
  }
}

export function save(place: string, kept: Kept | null): void {
  try {
    if (kept) sessionStorage.setItem(key(place), JSON.stringify(kept));
    else sessionStorage.removeItem(key(place));
  } catch {
    // as above
  }
}

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
