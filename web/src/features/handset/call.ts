// The state of one call as the screen shows it. Pure.
import type { Language } from "@/shared/api/types";

export type Ending =
  | "goodbye"
  | "person"
  | "hung_up"
  | "failed"
  | "broken"
  | "link"
  | "busy"
  | "full"
  | "tooMany";

export interface Caption {
  number: number;
  who: "robot" | "key" | "words";
  text: string;
  language?: Language;
}

export interface Call {
  state: "idle" | "connecting" | "ringing" | "talking" | "ended";
  captions: Caption[];
  /** Whose turn it is while talking. */
  turn: "robot" | "caller" | "thinking";
  noAudio: boolean;
  tooFast: boolean;
  why: Ending | null;
}

export const idle: Call = {
  state: "idle",
  captions: [],
  turn: "thinking",
  noAudio: false,
  tooFast: false,
  why: null,
};

export type CallEvent =
  | { type: "ring" }
  | { type: "ringing" }
  | { type: "picked_up" }
  | { type: "say"; text: string; language: Language }
  | { type: "no_audio" }
  | { type: "played" }
  | { type: "mine"; who: "key" | "words"; text: string }
  | { type: "refused" }
  | { type: "ended"; why: Ending };

export function call(now: Call, event: CallEvent): Call {
  const with_ = (caption: Omit<Caption, "number">) => [
    ...now.captions,
    { ...caption, number: now.captions.length },
  ];
  switch (event.type) {
    case "ring":
      return { ...idle, state: "connecting" };
    case "ringing":
      return { ...now, state: "ringing" };
    case "picked_up":
      return { ...now, state: "talking" };
    case "say":
      return {
        ...now,
        turn: "robot",
        captions: with_({ who: "robot", text: event.text, language: event.language }),
      };
    case "no_audio":
      return { ...now, noAudio: true };
    case "played":
      return { ...now, turn: "caller" };
    case "mine":
      return {
        ...now,
        turn: "thinking",
        tooFast: false,
        captions: with_({ who: event.who, text: event.text }),
      };
    case "refused":
      return { ...now, tooFast: true, turn: "caller" };
    case "ended":
      return now.state === "ended" ? now : { ...now, state: "ended", why: event.why };
  }
}

const CODES: Record<number, Ending> = { 4401: "link", 4409: "busy", 4429: "tooMany", 4503: "full" };

/** What the end of the line means when the server has not said it. */
export const endingOf = (code: number): Ending => CODES[code] ?? "broken";
