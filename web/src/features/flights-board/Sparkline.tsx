// The delay of a flight as it grew: scheduled → departure → arrival, drawn as a tiny line.
export function Sparkline({ points, label }: { points: number[]; label: string }) {
  const highest = Math.max(30, ...points);
  const x = (i: number) => 2 + (i * 44) / Math.max(1, points.length - 1);
  const y = (value: number) => 16 - (Math.max(0, value) / highest) * 13;
  const path = points.map((value, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  return (
    <svg width="48" height="18" viewBox="0 0 48 18" role="img" aria-label={label}>
      <path
        d={path}
        fill="none"
        stroke="var(--ink-faint)"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
