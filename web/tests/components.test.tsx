import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { ApiError } from "@/shared/api/http";
import { FixedClock } from "@/shared/clock/ClockProvider";
import { ReachPill } from "@/shared/ui/Pill";
import { Failed } from "@/shared/ui/States";
import { TimeText } from "@/shared/ui/TimeText";
import { VirtualTable } from "@/shared/ui/VirtualTable";

describe("parts of the screens", () => {
  it("say a state in a word, not only in a colour", () => {
    render(<ReachPill state="unreachable" />);
    expect(screen.getByText("By name")).toBeVisible();
  });

  it("show an instant with zone and distance on the product's clock", () => {
    render(
      <FixedClock at="2017-06-19T16:00:00Z">
        <TimeText at="2017-06-19T15:48:00Z" zone="America/New_York" />
      </FixedClock>,
    );
    expect(screen.getByText("11:48 EDT · 12 min ago")).toHaveAttribute("datetime", "2017-06-19T15:48:00Z");
  });

  it("explain an error and let the reader try again", () => {
    const retry = vi.fn();
    render(<Failed error={new ApiError(0, "offline", "")} retry={retry} />);
    expect(screen.getByRole("alert")).toHaveTextContent("The server does not answer");
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(retry).toHaveBeenCalledOnce();
  });

  it("keep 45,000 rows out of the page but tell their number", () => {
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(800);
    const columns = [{ key: "n", title: "Number", width: "1fr", cell: (row: number) => row }];
    render(
      <VirtualTable
        label="Numbers"
        columns={columns}
        total={45_000}
        row={(index) => index}
        onOpen={() => undefined}
      />,
    );
    expect(screen.getByRole("grid", { name: "Numbers" })).toHaveAttribute("aria-rowcount", "45001");
    const rows = screen.getAllByRole("row");
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.length).toBeLessThan(60);
    vi.restoreAllMocks();
  });
});
