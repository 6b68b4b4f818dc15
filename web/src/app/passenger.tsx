/** @jsxImportSource preact */
// Entry of the passenger's page. Preact, not React: the whole page has to arrive over a slow line.
import { render } from "preact";
import { PassengerApp, tokenOf } from "@/features/passenger-page";
import "@/features/passenger-page/page.css";
import type { Language } from "@/shared/api/types";
import { paint } from "@/shared/theme/theme";

const CALL = /^\/p\/[^/]+\/call\/?$/;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => paint(dark.matches ? "dark" : "light");
follow();
dark.addEventListener("change", follow);

const root = document.getElementById("root");
if (!root) throw new Error("no #root in the page");
root.textContent = "";
const token = tokenOf(window.location.pathname);

/** The chat is fetched when somebody wants it: the page itself stays small. */
async function openChat(language: Language): Promise<void> {
  if (document.querySelector(".chat-over-page")) return;
  const { mountChat } = await import("@/features/chat-widget");
  const back = document.activeElement;
  const place = document.createElement("div");
  place.className = "chat-over-page";
  place.setAttribute("role", "dialog");
  document.body.append(place);
  const leave = mountChat(place, {
    place: `link.${token.slice(-12)}`,
    language,
    proof: { link: token, context: { page: "passenger" } },
    onClose: () => {
      leave();
      place.remove();
      if (back instanceof HTMLElement) back.focus();
    },
  });
  place.querySelector("textarea")?.focus();
}

/** So is the telephone, which has a page of its own. */
async function showHandset(place: HTMLElement, link: string): Promise<void> {
  const { HandsetApp } = await import("@/features/handset");
  render(<HandsetApp token={link} />, place);
}

if (CALL.test(window.location.pathname)) void showHandset(root, token);
else render(<PassengerApp token={token} onChat={(language) => void openChat(language)} />, root);
