// Three entries: the control room (index.html), the passenger's page (p.html) and the chat (chat.html); the latter two carry
// neither React nor Ant Design.
// Without HONGYAN_API the dev and preview servers answer from the mock; with it they pass /api on to a real server.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { mockServer } from "./mock/plugin.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const api = process.env.HONGYAN_API;

export default defineConfig({
  plugins: [react(), ...(api ? [] : [mockServer()])],
  resolve: { alias: { "@": here("./src") } },
  server: { proxy: api ? { "/api": api } : undefined },
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: { index: here("./index.html"), p: here("./p.html"), chat: here("./chat.html") } },
  },
  test: { environment: "jsdom", setupFiles: ["./tests/setup.ts"], include: ["tests/**/*.test.{ts,tsx}"] },
});
