// A stand-in for the server inside Vite's dev and preview servers: no database, believable answers, a live stream.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Connect, Plugin } from "vite";
import { routes } from "./control.ts";
import { type Answer, confirm, page, readBack } from "./passengerPage.ts";

async function body(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text ? JSON.parse(text) : {};
}

function stream(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
  let id = 1;
  const timer = setInterval(() => {
    response.write(`id: ${id++}\nevent: outreach.attempt_ended\ndata: {}\n\n`);
  }, 1_500);
  request.on("close", () => clearInterval(timer));
}

// biome-ignore lint/suspicious/noExplicitAny: bodies of a mock
function passengerRoute(path: string, input: any): Answer | null {
  const match = /^\/api\/p\/([^/]+)(?:\/([\w-]+))?$/.exec(path);
  if (!match) return null;
  const [, token = "", action] = match;
  if (!action) return page(token);
  if (action === "read-back") return readBack(token, input);
  if (action === "confirm") return confirm(input);
  return [200, { owner: "Maria Lopez" }];
}

function answer(method: string, url: URL, input: unknown): Answer {
  const passenger = passengerRoute(url.pathname, input);
  if (passenger) return passenger;
  for (const [verb, path, route] of routes) {
    const match = path.exec(url.pathname);
    if (verb === method && match) return route(match.slice(1), url.searchParams, input);
  }
  return [404, { error: "not_found", message: url.pathname }];
}

const handle: Connect.NextHandleFunction = (request, response, next) => {
  const url = new URL(request.url ?? "/", "http://mock");
  if (url.pathname.startsWith("/p/")) request.url = "/p.html";
  if (!url.pathname.startsWith("/api/")) return next();
  if (url.pathname === "/api/events") return stream(request, response);
  void body(request).then((input) => {
    const [status, result] = answer(request.method ?? "GET", url, input);
    setTimeout(
      () => {
        response.writeHead(status, { "Content-Type": "application/json" });
        response.end(status === 204 ? undefined : JSON.stringify(result));
      },
      url.pathname.includes("/slow") ? 6_000 : 60,
    );
  });
};

export function mockServer(): Plugin {
  return {
    name: "hongyan-mock",
    configureServer: (server) => void server.middlewares.use(handle),
    configurePreviewServer: (server) => void server.middlewares.use(handle),
  };
}
