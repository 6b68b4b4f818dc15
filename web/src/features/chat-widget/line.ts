// The open line: says hello with the last number seen, sends again what is not stored, and comes back by itself.
// Where no open line is allowed it asks with plain requests instead.
import { ChatError, fetchTurns, sendMessage } from "./api";
import type { ChatAction, Pending } from "./protocol";

const PING_MS = 25_000;
const LONGEST_WAIT_MS = 8_000;
const TRIES_BEFORE_ASKING = 3;
const ASK_SECONDS = 20;
const BAD_TOKEN = 4401;

export interface LineView {
  last: () => number;
  pending: () => Pending[];
  dispatch: (action: ChatAction) => void;
}

const plain = ({ client_id, kind, text, payload }: Pending) => ({ client_id, kind, text, payload });

export class Line {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ping: ReturnType<typeof setInterval> | undefined;
  private failures = 0;
  private stopped = false;
  private asking = false;

  constructor(
    private readonly token: string,
    private readonly view: LineView,
  ) {
    window.addEventListener("online", this.now);
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    window.removeEventListener("online", this.now);
    clearTimeout(this.timer);
    clearInterval(this.ping);
    this.socket?.close();
  }

  /** Send one message now if the line is open; otherwise it goes out when the line is. */
  say(message: Pending): void {
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ type: "say", ...plain(message) }));
    } else if (this.asking) void this.post(message);
  }

  private readonly now = () => {
    if (this.stopped || this.socket?.readyState === WebSocket.OPEN) return;
    clearTimeout(this.timer);
    this.connect();
  };

  private connect(): void {
    const scheme = window.location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${window.location.host}/api/chat/ws`);
    this.socket = socket;
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "hello", token: this.token, after: this.view.last() }));
      for (const one of this.view.pending()) {
        if (!one.failed) socket.send(JSON.stringify({ type: "say", ...plain(one) }));
      }
      this.ping = setInterval(() => socket.send('{"type":"ping"}'), PING_MS);
    };
    socket.onmessage = (event) => this.heard(JSON.parse(String(event.data)));
    socket.onclose = (event) => {
      clearInterval(this.ping);
      if (this.socket !== socket || this.stopped) return;
      if (event.code === BAD_TOKEN) {
        this.view.dispatch({ type: "line", line: "gone" });
        return;
      }
      this.failures += 1;
      this.view.dispatch({ type: "line", line: "broken" });
      if (this.failures >= TRIES_BEFORE_ASKING) void this.ask();
      const wait = Math.min(LONGEST_WAIT_MS, 400 * 2 ** this.failures) * (0.7 + Math.random() * 0.6);
      this.timer = setTimeout(() => this.connect(), wait);
    };
  }

  private heard(told: Record<string, unknown> & { type: string }): void {
    this.failures = 0;
    switch (told.type) {
      case "turn":
      case "chat":
      case "refused":
        this.view.dispatch(told as unknown as ChatAction);
        break;
      case "typing":
        this.view.dispatch({ ...(told as unknown as ChatAction & { type: "typing" }), at: Date.now() });
        break;
    }
    if (told.type === "chat" || told.type === "alive") this.view.dispatch({ type: "line", line: "open" });
  }

  /** Plain requests until an open line works again. */
  private async ask(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      while (!this.stopped && this.socket?.readyState !== WebSocket.OPEN) {
        for (const one of this.view.pending()) if (!one.failed) await this.post(one);
        const answer = await fetchTurns(this.token, this.view.last(), ASK_SECONDS);
        this.view.dispatch({ type: "line", line: "open" });
        this.view.dispatch({ type: "chat", chat: answer.chat });
        for (const turn of answer.turns) this.view.dispatch({ type: "turn", turn });
      }
    } catch (error) {
      const gone = error instanceof ChatError && error.status === 404;
      this.view.dispatch({ type: "line", line: gone ? "gone" : "broken" });
    } finally {
      this.asking = false;
    }
  }

  private async post(message: Pending): Promise<void> {
    try {
      await sendMessage(this.token, plain(message));
    } catch (error) {
      if (!(error instanceof ChatError) || error.status === 0 || error.status >= 500) return; // sent again later
      const again = error.status === 429;
      this.view.dispatch({ type: "refused", client_id: message.client_id, error: error.slug, retry: again });
    }
  }
}
