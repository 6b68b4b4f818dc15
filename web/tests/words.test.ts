import { describe, expect, it } from "vitest";
import { dictionaries as page, translator } from "@/features/passenger-page/words/translate";
import { dictionaries as control } from "@/shared/i18n";

type Node = string | { [key: string]: Node };

function flat(node: Node, path = ""): Map<string, string> {
  if (typeof node === "string") return new Map([[path, node]]);
  return new Map(
    Object.entries(node).flatMap(([key, value]) => [...flat(value, path ? `${path}.${key}` : key)]),
  );
}
const slots = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map((match) => match[1]).sort();

describe.each([
  ["control room", control],
  ["passenger's page", page],
])("words of the %s", (_, dictionaries) => {
  const en = flat(dictionaries.en as Node);
  const zh = flat(dictionaries["zh-CN"] as Node);

  it("exist in both languages", () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  it("are never empty, and fill the same slots", () => {
    for (const [key, text] of en) {
      expect(text.trim(), key).not.toBe("");
      expect((zh.get(key) ?? "").trim(), key).not.toBe("");
      if (!key.startsWith("happened.") && !key.startsWith("timeline") && !/_(one|other)$/.test(key)) {
        expect(slots(zh.get(key) ?? ""), key).toEqual(slots(text));
      }
    }
  });

  it("are Chinese in Chinese", () => {
    const foreign = [...zh].filter(([key, text]) => key !== "language" && !/[\u3400-\u9fff]/.test(text));
    const allowed = foreign.filter(([, text]) => /[a-z]{3,}/i.test(text.replace(/\{\{.*?\}\}/g, "")));
    expect(allowed).toEqual([]);
  });
});

describe("the small translator", () => {
  const say = translator("en");
  it("fills, counts, and falls back", () => {
    expect(say("others", { count: 1 })).toBe("One other option");
    expect(say("others", { count: 3 })).toBe("3 other options");
    expect(say("heldFor", { left: "4:07" })).toBe("Kept for you for 4:07");
    expect(say("facts.cause.VOLCANO", {}, "")).toBe("");
  });
});
