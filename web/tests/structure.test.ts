import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../src");

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

const sources = files(root).filter((path) => /\.(ts|tsx|css)$/.test(path) && !path.endsWith("schema.d.ts"));
const imports = (path: string) =>
  [...readFileSync(path, "utf8").matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)].map((match) => match[1] ?? "");

describe("the house order", () => {
  it("is shared → features → app; features never import each other", () => {
    const wrong: string[] = [];
    for (const path of sources) {
      const [layer = "", feature = ""] = relative(root, path).split("/");
      for (const target of imports(path)) {
        const [, toLayer, toFeature] = /^@\/(\w+)\/([\w-]+)/.exec(target) ?? [];
        const up =
          layer === "shared"
            ? toLayer !== undefined && toLayer !== "shared"
            : layer === "features" && toLayer === "app";
        const across = layer === "features" && toLayer === "features" && toFeature !== feature;
        if (up || across || target.startsWith("../..")) wrong.push(`${relative(root, path)} → ${target}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("keeps Ant Design and React off the passenger's page", () => {
    const heavy = /^(react|antd|@ant-design|@tanstack|echarts|i18next|react-i18next)/;
    const seen = new Set<string>();
    const visit = (path: string) => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const target of imports(path)) {
        expect(target, relative(root, path)).not.toMatch(heavy);
        const local = target.startsWith("@/")
          ? join(root, target.slice(2))
          : target.startsWith(".")
            ? join(path, "..", target)
            : null;
        const file =
          local &&
          [local, `${local}.ts`, `${local}.tsx`, `${local}/index.ts`].find((one) => sources.includes(one));
        if (file) visit(file);
      }
    };
    visit(join(root, "app/passenger.tsx"));
    expect(seen.size).toBeGreaterThan(15);
  });

  it("keeps files small", () => {
    const long = sources.filter(
      (path) => !path.endsWith(".css") && readFileSync(path, "utf8").split("\n").length > 260,
    );
    expect(long.map((path) => relative(root, path))).toEqual([]);
  });
});
