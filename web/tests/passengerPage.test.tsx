/** @jsxImportSource preact */
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PassengerApp } from "@/features/passenger-page";
import { confirm, linked, page, readBack } from "../mock/passengerPage";

const calls: string[] = [];

/** The mock server's answers behind `fetch`. */
function serve(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const path = String(input);
  calls.push(`${init?.method ?? "GET"} ${path}`);
  const [, token = "", action] = /^\/api\/p\/([^/]+)(?:\/([\w-]+))?$/.exec(path) ?? [];
  const body = init?.body ? JSON.parse(String(init.body)) : null;
  const [status, answer] = !action
    ? page(token)
    : action === "confirm"
      ? confirm(body)
      : action === "linked"
        ? linked(body)
        : readBack(token, body);
  return Promise.resolve(new Response(JSON.stringify(answer), { status }));
}

describe("the passenger's page", () => {
  beforeEach(() => {
    calls.length = 0;
    localStorage.clear();
    vi.stubGlobal("fetch", vi.fn(serve));
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("says what happened, offers the best seat, and does nothing before the yes", async () => {
    render(<PassengerApp token="t1" />);
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent(
      /sorry.*is cancelled because of bad weather/,
    );
    fireEvent.click(screen.getAllByRole("button", { name: "Take this flight" })[0] as HTMLElement);
    expect(await screen.findByRole("heading", { name: "Is this right?" })).toBeVisible();
    expect(calls.some((call) => call.endsWith("/confirm"))).toBe(false);
    fireEvent.click(screen.getByRole("button", { name: "Yes, do this" }));
    expect(await screen.findByRole("heading", { name: "We are booking your new flight" })).toBeVisible();
    expect(screen.getByText("Talk to us")).toBeVisible();
  });

  it("asks about hotel and car in one question once the flight is settled", async () => {
    render(<PassengerApp token="decided" />);
    const send = await screen.findByRole("button", { name: "Send this" });
    expect(send).toBeDisabled();
    fireEvent.click(screen.getAllByLabelText("Move with the flight")[0] as HTMLElement);
    expect(send).toBeDisabled();
    fireEvent.click(screen.getAllByLabelText("Cancel")[1] as HTMLElement);
    fireEvent.click(send);
    expect(await screen.findByText("to be moved with the flight")).toBeVisible();
    expect(screen.getByText("to be cancelled")).toBeVisible();
    expect(calls.filter((call) => call.endsWith("/linked"))).toHaveLength(1);
    expect(screen.queryByRole("button", { name: "Send this" })).toBeNull();
  });

  it("says that a seat is gone and shows what is left", async () => {
    render(<PassengerApp token="gone" />);
    fireEvent.click((await screen.findAllByRole("button", { name: "Take this flight" }))[0] as HTMLElement);
    expect(await screen.findByText(/just been taken by somebody else/)).toBeVisible();
    expect(screen.getAllByRole("button", { name: "Take this flight" }).length).toBeGreaterThan(0);
  });

  it("says what to do with a link that has run out", async () => {
    render(<PassengerApp token="expired" />);
    expect(await screen.findByRole("heading", { name: "This link has run out" })).toBeVisible();
  });

  it("speaks the link's language until the reader switches", async () => {
    render(<PassengerApp token="zh" />);
    expect(await screen.findByText("您的权益")).toBeVisible();
    fireEvent.click(screen.getByRole("button", { name: "English" }));
    expect(await screen.findByText("Your rights")).toBeVisible();
    expect(document.documentElement.lang).toBe("en");
  });

  it("keeps what it shows when the connection goes, and says so", async () => {
    render(<PassengerApp token="t2" />);
    await screen.findByText("Your rights");
    vi.stubGlobal(
      "fetch",
      vi.fn(() => Promise.reject(new TypeError("offline"))),
    );
    fireEvent.click(screen.getByRole("button", { name: "Take the refund" }));
    await waitFor(() => expect(screen.getByText(/No connection\. What you see is from/)).toBeVisible());
    expect(screen.getByText("Your rights")).toBeVisible();
  });
});
