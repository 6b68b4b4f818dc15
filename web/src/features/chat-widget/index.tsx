/** @jsxImportSource preact */
// Door of the chat: put it into an element of a page.
import { render } from "preact";
import { ChatPanel, type PanelProps } from "./ChatPanel";
import "./chat.css";

/** Show the chat inside `element`; returns how to take it away. What was said stays on the server. */
export function mountChat(element: HTMLElement, props: PanelProps): () => void {
  render(<ChatPanel {...props} />, element);
  return () => render(null, element);
}

export { ChatPanel } from "./ChatPanel";
