// Reads the numbered event stream until it ends or falls silent. The caller decides when to come back.
import { SILENCE_MS } from "./liveReducer";
import { type ServerEvent, SseParser } from "./sseParser";

export interface StreamHandlers {
  opened: () => void;
  heard: (events: ServerEvent[]) => void;
}

/** Resolves when the stream ends; rejects when it cannot be opened, breaks or is silent for too long. */
export async function readStream(
  after: number,
  handlers: StreamHandlers,
  signal: AbortSignal,
): Promise<void> {
  const silence = new AbortController();
  const stop = () => silence.abort();
  signal.addEventListener("abort", stop);
  let timer = setTimeout(stop, SILENCE_MS);
  try {
    const response = await fetch(`/api/events?after=${after}`, {
      headers: { Accept: "text/event-stream" },
      credentials: "same-origin",
      signal: silence.signal,
    });
    if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`);
    handlers.opened();
    const parser = new SseParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(stop, SILENCE_MS);
      handlers.heard(parser.push(value));
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
