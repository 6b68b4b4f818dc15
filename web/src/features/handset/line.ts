// The line of one call: the socket and the sound. Any key or text silences the sound here before the server hears of it.
import type { Language } from "@/shared/api/types";
import { type CallEvent, type Ending, endingOf } from "./call";
import { Player } from "./player";

type Told =
  | { type: "ringing" }
  | { type: "say"; id: number; text: string; language: Language; parts: number }
  | { type: "audio"; id: number; wav: string }
  | { type: "no_audio"; id: number }
  | { type: "stop"; id: number }
  | { type: "refused" }
  | { type: "ended"; why: Ending };

const PATIENCE_MS = 2_000;

export class HandsetLine {
  private readonly socket: WebSocket;
  private player: Player | null = null;

  constructor(
    token: string,
    private readonly tell: (event: CallEvent) => void,
  ) {
    const scheme = window.location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${window.location.host}/api/handset/ws`);
    this.socket.onopen = () => this.send({ type: "hello", token });
    this.socket.onmessage = (event) => this.heard(JSON.parse(String(event.data)));
    this.socket.onclose = (event) => this.over(endingOf(event.code));
  }

  /** Needs a press of the user's: before it browsers allow no sound. */
  pickUp(): void {
    this.player = new Player((id) => {
      this.tell({ type: "played" });
      this.send({ type: "played", id });
    });
    this.tell({ type: "picked_up" });
    this.send({ type: "pick_up" });
  }

  key(key: string): void {
    this.player?.stop();
    this.tell({ type: "mine", who: "key", text: key });
    this.send({ type: "key", key });
  }

  words(text: string): void {
    this.player?.stop();
    this.tell({ type: "mine", who: "words", text });
    this.send({ type: "text", text });
  }

  hangUp(): void {
    this.send({ type: "hang_up" });
    this.over("hung_up");
    setTimeout(() => this.socket.close(), PATIENCE_MS);
  }

  private over(why: Ending): void {
    this.player?.close();
    this.player = null;
    this.tell({ type: "ended", why });
  }

  private send(message: Record<string, unknown>): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private heard(told: Told): void {
    switch (told.type) {
      case "ringing":
        this.tell({ type: "ringing" });
        break;
      case "say":
        this.player?.begin(told.id, told.text, told.parts);
        this.tell({ type: "say", text: told.text, language: told.language });
        break;
      case "audio":
        this.player?.add(told.id, told.wav);
        break;
      case "no_audio":
        this.player?.readOnly(told.id);
        this.tell({ type: "no_audio" });
        break;
      case "stop":
        this.player?.stop();
        break;
      case "refused":
        this.tell({ type: "refused" });
        break;
      case "ended":
        this.over(told.why);
    }
  }
}
