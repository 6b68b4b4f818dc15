import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { useWindow } from "@/shared/api/useWindow";

afterEach(() => void vi.unstubAllGlobals());

it("a list keeps its length while the rows scrolled to are on their way", async () => {
  const answer = (path: string) => {
    const offset = Number(new URL(path, "http://x").searchParams.get("offset"));
    return new Response(
      JSON.stringify({ total: 45_000, items: Array.from({ length: 200 }, (_, i) => offset + i) }),
    );
  };
  vi.stubGlobal("fetch", (path: string) => Promise.resolve(answer(path)));
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result, rerender } = renderHook(
    ({ first, q }) =>
      useWindow<number, number>("k", "/api/list", { q }, { first, last: first + 40 }, (row) => row),
    { wrapper, initialProps: { first: 0, q: "" } },
  );
  await waitFor(() => expect(result.current.row(7)).toBe(7));
  rerender({ first: 30_000, q: "" });
  expect(result.current.total).toBe(45_000);
  expect(result.current.row(30_007)).toBeUndefined();
  await waitFor(() => expect(result.current.row(30_007)).toBe(30_007));
  rerender({ first: 0, q: "other" });
  expect(result.current.total).toBeNull();
});
