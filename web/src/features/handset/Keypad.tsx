/** @jsxImportSource preact */
// Twelve keys; digits, star and hash of the keyboard press them too, unless somebody is typing words.
import { useEffect } from "preact/hooks";
import type { Say } from "./words/translate";

const KEYS = [..."123456789*0#"];

interface Props {
  live: boolean;
  say: Say;
  onKey: (key: string) => void;
}

export function Keypad({ live, say, onKey }: Props) {
  useEffect(() => {
    if (!live) return;
    const typed = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement;
      if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (KEYS.includes(event.key)) onKey(event.key);
    };
    window.addEventListener("keydown", typed);
    return () => window.removeEventListener("keydown", typed);
  }, [live, onKey]);
  const name = (key: string) => (key === "*" ? say("star") : key === "#" ? say("hash") : key);
  return (
    <fieldset class="keypad" aria-label={say("keypad")}>
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          class="second"
          disabled={!live}
          aria-label={say("key", { key: name(key) })}
          onClick={() => onKey(key)}
        >
          {key}
        </button>
      ))}
    </fieldset>
  );
}
