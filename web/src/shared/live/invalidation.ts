// Which screens an event makes old, and a gate that refetches them at most once per interval.

const touched: Record<string, string[]> = {
  flights: ["flights", "flight", "disruptions", "dead-letters"],
  disruptions: ["disruptions", "disruption", "flights", "passengers"],
  protection: ["plan", "disruption", "passengers", "passenger"],
  outreach: ["disruptions", "disruption", "passengers", "passenger", "waves", "unreached", "pacing"],
  conversations: ["conversations", "conversation"],
  quality: ["conversations"],
  cases: ["promises"],
  bookings: ["disruptions", "disruption", "passengers", "passenger"],
};

/** Query roots made old by an event such as "outreach.attempt_ended". The top strip always is. */
export function rootsFor(eventName: string): string[] {
  const capability = eventName.split(".")[0] ?? "";
  return ["overview", ...(touched[capability] ?? [])];
}

/** Collects roots and flushes them together: soon after the first, then not more often than `intervalMs`. */
export class InvalidationGate {
  private waiting = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private lastFlush = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly flush: (roots: string[]) => void,
    private readonly intervalMs = 1_500,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  add(roots: string[]): void {
    for (const root of roots) this.waiting.add(root);
    if (this.timer !== null) return;
    const wait = Math.max(150, this.lastFlush + this.intervalMs - this.clock());
    this.timer = setTimeout(() => this.fire(), wait);
  }

  private fire(): void {
    this.timer = null;
    this.lastFlush = this.clock();
    const roots = [...this.waiting];
    this.waiting.clear();
    this.flush(roots);
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
