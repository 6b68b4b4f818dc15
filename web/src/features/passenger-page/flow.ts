// The steps of deciding: look → check (read-back) → sent; every failure says what it means and where to go on. Pure.
import type { Choice, ReadBack } from "@/shared/api/passengerTypes";

export type Notice = "gone" | "already" | "expiredReadBack" | "unsure" | "failed" | "busy" | null;

export interface Flow {
  step: "look" | "check";
  working: boolean;
  choice: Choice | null;
  readBack: ReadBack | null;
  notice: Notice;
}

export const startFlow: Flow = { step: "look", working: false, choice: null, readBack: null, notice: null };

export type FlowEvent =
  | { type: "ask"; choice: Choice }
  | { type: "readBack"; readBack: ReadBack }
  | { type: "confirm" }
  | { type: "confirmed" }
  | { type: "back" }
  | { type: "refused"; status: number; slug: string };

export function flow(state: Flow, event: FlowEvent): Flow {
  switch (event.type) {
    case "ask":
      return { ...startFlow, working: true, choice: event.choice };
    case "readBack":
      return { ...state, step: "check", working: false, readBack: event.readBack, notice: null };
    case "confirm":
      return { ...state, working: true, notice: null };
    case "confirmed":
    case "back":
      return startFlow;
    case "refused":
      return afterRefusal(state, event.status, event.slug);
  }
}

function afterRefusal(state: Flow, status: number, slug: string): Flow {
  const notice = noticeFor(status, slug);
  // The connection broke while confirming: the same token may be sent again, the server does it once.
  if (notice === "unsure" && state.step === "check") return { ...state, working: false, notice };
  return { ...startFlow, notice: notice === "unsure" ? "failed" : notice };
}

export function noticeFor(status: number, slug: string): Notice {
  if (status === 0) return "unsure";
  if (status === 429) return "busy";
  if (/already|decided/.test(slug)) return "already";
  if (/read.?back|token|expired|stale/.test(slug)) return "expiredReadBack";
  if (/gone|lost|taken|hold/.test(slug) || status === 409) return "gone";
  return "failed";
}
