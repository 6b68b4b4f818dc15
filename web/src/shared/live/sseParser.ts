// Server-sent events from raw text. EventSource only hands over names known beforehand; we want every one.

export interface ServerEvent {
  id: number | null;
  name: string;
  data: string;
}

/** Feed chunks as they arrive; complete events come out. Comments (heartbeats) come out as nothing. */
export class SseParser {
  private rest = "";

  push(chunk: string): ServerEvent[] {
    const text = this.rest + chunk;
    // A chunk may end between the two characters of a line end.
    const whole = text.endsWith("\r") ? text.slice(0, -1) : text;
    const blocks = whole.replace(/\r\n?/g, "\n").split("\n\n");
    this.rest = (blocks.pop() ?? "") + text.slice(whole.length);
    return blocks.map(parseBlock).filter((event) => event !== null);
  }
}

function parseBlock(block: string): ServerEvent | null {
  let id: number | null = null;
  let name = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    if (line === "" || line.startsWith(":")) continue;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "id" && /^\d+$/.test(value)) id = Number(value);
    else if (field === "event") name = value;
    else if (field === "data") data.push(value);
  }
  return data.length || id !== null ? { id, name, data: data.join("\n") } : null;
}
