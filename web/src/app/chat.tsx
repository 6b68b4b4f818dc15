// Entry of the chat on its own: in a frame of the airline's site (embed.js), or as a page at /chat.
import { mountChat } from "@/features/chat-widget";
import type { Language } from "@/shared/api/types";
import { paint } from "@/shared/theme/theme";
import "./chat.css";

interface Told {
  assertion?: string;
  context?: Record<string, string>;
}

const HELLO_MS = 1_500;
const CONTEXT = ["page", "flight_no", "date", "topic", "locator"];

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => paint(dark.matches ? "dark" : "light");
follow();
dark.addEventListener("change", follow);

/** The page around the frame says who is signed in there; only the page that holds the frame is listened to. */
function told(): Promise<Told> {
  if (window.parent === window) return Promise.resolve({});
  return new Promise((resolve) => {
    const done = (value: Told) => {
      window.removeEventListener("message", hear);
      clearTimeout(timer);
      resolve(value);
    };
    const hear = (event: MessageEvent) => {
      if (event.source !== window.parent || event.data?.type !== "hongyan.identity") return;
      const { assertion, context } = event.data;
      done({
        assertion: typeof assertion === "string" ? assertion : undefined,
        context: Object.fromEntries(
          CONTEXT.filter((name) => typeof context?.[name] === "string").map((name) => [
            name,
            String(context[name]).slice(0, 64),
          ]),
        ),
      });
    };
    const timer = setTimeout(() => done({}), HELLO_MS);
    window.addEventListener("message", hear);
    // Nothing secret is in these messages, so any page may hear them; who may hold the frame is a header's matter.
    window.parent.postMessage({ type: "hongyan.ready" }, "*");
  });
}

function language(): Language {
  const asked = new URLSearchParams(window.location.search).get("lang") ?? navigator.language ?? "";
  return asked.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

const root = document.getElementById("root");
if (!root) throw new Error("no #root in the page");
const chosen = language();
document.documentElement.lang = chosen;
void told().then((proof) => {
  root.textContent = "";
  mountChat(root, {
    place: proof.assertion ? "signed-in" : "page",
    language: chosen,
    proof,
    onClose:
      window.parent === window ? undefined : () => window.parent.postMessage({ type: "hongyan.close" }, "*"),
    onLanguage: (next) => {
      document.documentElement.lang = next;
    },
    onUnread: (count) => {
      if (window.parent !== window) window.parent.postMessage({ type: "hongyan.unread", count }, "*");
    },
  });
});
