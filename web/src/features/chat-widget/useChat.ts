// The chat as the panel uses it: opens or resumes, keeps what is unsent, and offers what can be done.
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import type { Language } from "@/shared/api/types";
import { ChatError, closeChat, openChat, type Proof, sendRating, setLanguage } from "./api";
import { Line } from "./line";
import { type ChatState, lastNumber, nothing, type Pending, reduce } from "./protocol";
import { load, newId, save } from "./session";

const TYPING_MS = 8_000;

export interface Chat {
  state: ChatState;
  token: string | null;
  /** Why no chat could be opened: a slug, or null. */
  trouble: string | null;
  say: (text: string) => void;
  tap: (label: string, payload: string) => void;
  retry: (one: Pending) => void;
  again: () => void;
  end: () => Promise<void>;
  speak: (language: Language) => void;
  /** Say whether the answer in a turn helped; rejects when it could not be kept. */
  rate: (number: number, helped: boolean) => Promise<void>;
}

export function useChat(place: string, language: Language, proof: Proof): Chat {
  const [state, dispatch] = useReducer(reduce, nothing);
  const [token, setToken] = useState<string | null>(() => load(place)?.token ?? null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const latest = useRef(state);
  latest.current = state;
  const line = useRef<Line | null>(null);
  const asked = useRef({ language, proof });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round opens a new chat
  useEffect(() => {
    const kept = load(place);
    if (kept) {
      for (const pending of kept.pending) dispatch({ type: "say", pending });
      dispatch({ type: "rated", ratings: kept.ratings ?? {} });
      setToken(kept.token);
      return;
    }
    let stale = false;
    openChat(asked.current.language, asked.current.proof).then(
      (opened) => {
        if (stale) return;
        save(place, { token: opened.token, pending: [] });
        dispatch({ type: "chat", chat: opened.chat });
        setTrouble(null);
        setToken(opened.token);
      },
      (error: unknown) => {
        if (!stale) setTrouble(error instanceof ChatError ? error.slug : "offline");
      },
    );
    return () => {
      stale = true;
    };
  }, [place, round]);

  useEffect(() => {
    if (!token) return;
    const made = new Line(token, {
      last: () => lastNumber(latest.current),
      pending: () => latest.current.pending,
      dispatch,
    });
    line.current = made;
    return () => made.stop();
  }, [token]);

  useEffect(() => {
    if (token) save(place, { token, pending: state.pending, ratings: state.ratings });
  }, [place, token, state.pending, state.ratings]);

  useEffect(() => {
    if (!state.typing) return;
    const timer = setTimeout(() => dispatch({ type: "quiet", before: Date.now() }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [state.typing]);

  const send = useCallback((pending: Pending) => {
    dispatch({ type: "say", pending });
    line.current?.say(pending);
  }, []);

  const say = useCallback(
    (text: string) => send({ client_id: newId(), kind: "text", text, payload: null, failed: null }),
    [send],
  );
  const tap = useCallback(
    (label: string, payload: string) =>
      send({ client_id: newId(), kind: "button", text: label, payload, failed: null }),
    [send],
  );
  const retry = useCallback((one: Pending) => {
    dispatch({ type: "retry", client_id: one.client_id });
    line.current?.say({ ...one, failed: null });
  }, []);
  const again = useCallback(() => {
    save(place, null);
    window.location.reload();
  }, [place]);
  const end = useCallback(async () => {
    if (token) dispatch({ type: "chat", chat: await closeChat(token) });
  }, [token]);
  const speak = useCallback(
    (next: Language) => {
      asked.current = { ...asked.current, language: next };
      if (token)
        setLanguage(token, next).then(
          (chat) => dispatch({ type: "chat", chat }),
          () => undefined,
        );
      else setRound((n) => n + 1);
    },
    [token],
  );
  const rate = useCallback(
    async (number: number, helped: boolean) => {
      if (!token) return;
      await sendRating(token, number, helped);
      dispatch({ type: "rated", ratings: { [number]: helped } });
    },
    [token],
  );
  return useMemo(
    () => ({ state, token, trouble, say, tap, retry, again, end, speak, rate }),
    [state, token, trouble, say, tap, retry, again, end, speak, rate],
  );
}
