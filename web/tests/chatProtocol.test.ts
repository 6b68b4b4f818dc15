import { describe, expect, it } from "vitest";
import {
  type ChatAction,
  type ChatTurn,
  isRateable,
  lastNumber,
  nothing,
  openButtons,
  type Pending,
  reduce,
} from "@/features/chat-widget/protocol";
import { dictionaries } from "@/features/chat-widget/words/translate";

const turn = (number: number, more: Partial<ChatTurn> = {}): ChatTurn => ({
  number,
  speaker: "robot",
  author: "hongyan",
  kind: "text",
  text: `t${number}`,
  language: "en",
  at: "2026-11-25T00:00:00Z",
  client_id: null,
  buttons: [],
  cards: [],
  citations: [],
  ...more,
});
const pending = (client_id: string): Pending => ({
  client_id,
  kind: "text",
  text: "hi",
  payload: null,
  failed: null,
});
const played = (...actions: ChatAction[]) => actions.reduce(reduce, nothing);

describe("the chat's state", () => {
  it("shows each numbered turn once and in order, however often and whenever it comes", () => {
    const state = played(
      { type: "turn", turn: turn(1) },
      { type: "turn", turn: turn(3) },
      { type: "turn", turn: turn(2) },
      { type: "turn", turn: turn(3) },
    );
    expect(state.turns.map((one) => one.number)).toEqual([1, 2, 3]);
    expect(lastNumber(state)).toBe(3);
  });

  it("keeps what was said until it comes back as a stored turn", () => {
    let state = played({ type: "say", pending: pending("a") }, { type: "say", pending: pending("b") });
    state = reduce(state, { type: "turn", turn: turn(1, { speaker: "customer", client_id: "a" }) });
    expect(state.pending.map((one) => one.client_id)).toEqual(["b"]);
  });

  it("marks a refused message, leaves one that may be sent again, and sends it again when asked", () => {
    let state = played({ type: "say", pending: pending("a") });
    state = reduce(state, { type: "refused", client_id: "a", error: "too-many-requests", retry: true });
    expect(state.pending[0]?.failed).toBeNull();
    state = reduce(state, { type: "refused", client_id: "a", error: "invalid-input", retry: false });
    expect(state.pending[0]?.failed).toBe("invalid-input");
    state = reduce(state, { type: "retry", client_id: "a" });
    expect(state.pending[0]?.failed).toBeNull();
  });

  it("offers the buttons of the last turn only while nothing is on its way", () => {
    const button = { label: "Yes", payload: "yes", style: "primary" };
    let state = played({ type: "turn", turn: turn(1, { buttons: [button] }) });
    expect(openButtons(state)).toEqual([button]);
    state = reduce(state, { type: "say", pending: pending("a") });
    expect(openButtons(state)).toEqual([]);
    state = reduce(state, { type: "turn", turn: turn(2, { speaker: "customer", client_id: "a" }) });
    expect(openButtons(state)).toEqual([]);
  });

  it("stops showing that somebody writes when they have said it", () => {
    const state = played(
      { type: "typing", speaker: "agent", name: "Li Na", at: 1 },
      { type: "turn", turn: turn(1, { speaker: "agent" }) },
    );
    expect(state.typing).toBeNull();
  });
});

describe("the chat's words", () => {
  const keys = (node: object, path = ""): string[] =>
    Object.entries(node).flatMap(([key, value]) =>
      typeof value === "string" ? [`${path}${key}`] : keys(value, `${path}${key}.`),
    );
  it("exist in both languages", () => {
    expect(keys(dictionaries.en).sort()).toEqual(keys(dictionaries["zh-CN"]).sort());
    for (const language of ["en", "zh-CN"] as const) {
      expect(JSON.stringify(dictionaries[language])).not.toContain('""');
    }
  });
});

describe("rating", () => {
  it("is for the robot's answers from an article alone", () => {
    const cards = [{ type: "citation", question: "qst_1" }];
    expect(isRateable(turn(1, { cards }))).toBe(true);
    expect(isRateable(turn(1, { cards, speaker: "agent" }))).toBe(false);
    expect(isRateable(turn(1, { cards: [{ type: "citation" }] }))).toBe(false);
    expect(isRateable(turn(1))).toBe(false);
  });

  it("keeps one rating a turn, the last one", () => {
    const once = reduce(nothing, { type: "rated", ratings: { 3: true, 5: true } });
    expect(reduce(once, { type: "rated", ratings: { 3: false } }).ratings).toEqual({ 3: false, 5: true });
  });
});
