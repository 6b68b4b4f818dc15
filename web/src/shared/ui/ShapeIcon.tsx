// Small shapes that say a state without colour.
import type { Shape } from "./ledgerParts";

const paths: Record<Shape, string> = {
  check: "M3 8.5l3.2 3.2L13 5",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5v3.2l2.2 1.4",
  question: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.8-1.1 1.6M8 12.6v.2",
  person: "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8M3 13.5c.6-2.4 2.5-3.6 5-3.6s4.4 1.2 5 3.6",
  triangle: "M8 2.8L14 13H2zM8 6.6v3M8 11.3v.2",
  cross: "M4 4l8 8M12 4l-8 8",
  dot: "M8 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5",
  plane: "M2 9.5l12-4M9 7.2L5.5 3.5M8.5 7.4l-1.2 5.3M3.4 9l-1.6-2",
};

export function ShapeIcon({ shape, size = 12 }: { shape: Shape; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={paths[shape]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.9"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
