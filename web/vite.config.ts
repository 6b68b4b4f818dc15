// Two entries: the control room (index.html) and the passenger's page (p.html), which carries no Ant Design.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { mockServer } from "./mock/plugin";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const api = process.env.HONGYAN_API;

export default defineConfig({
  plugins: [react(), ...(api ? [] : [mockServer()])],
  resolve: { alias: { "@": here("./src") } },
  server: { proxy: api ? { "/api": api } : undefined },
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: { index: here("./index.html"), p: here("./p.html") } },
  },
  test: { environment: "jsdom", setupFiles: ["./tests/setup.ts"], include: ["tests/**/*.test.{ts,tsx}"] },
});
