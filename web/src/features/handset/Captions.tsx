/** @jsxImportSource preact */
// What has been said and pressed, newest last; screen readers hear what is added.
import { useEffect, useRef } from "preact/hooks";
import type { Caption } from "./call";
import type { Say } from "./words/translate";

export function Captions({ captions, say }: { captions: Caption[]; say: Say }) {
  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new caption is what moves
  useEffect(() => {
    list.current?.scrollTo?.({ top: list.current.scrollHeight });
  }, [captions.length]);
  return (
    <ol class="captions" ref={list} aria-live="polite" aria-label={say("captions")}>
      {captions.map(({ number, who, text, language }) => (
        <li key={number} class={who} lang={language}>
          {who === "key" ? say("pressed", { key: text }) : who === "words" ? say("typed", { text }) : text}
        </li>
      ))}
    </ol>
  );
}
