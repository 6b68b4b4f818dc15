// A state as a word, a shape and a colour, in that order of importance.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ReachState } from "@/shared/api/types";
import type { StateColor } from "@/shared/theme/theme";
import { reachLook, type Shape } from "./ledgerParts";
import styles from "./Pill.module.css";
import { ShapeIcon } from "./ShapeIcon";

export function Pill({ color, shape, children }: { color: StateColor; shape: Shape; children: ReactNode }) {
  return (
    <span className={styles.pill} style={{ color: `var(--${color}-fg)`, background: `var(--${color}-bg)` }}>
      <ShapeIcon shape={shape} />
      {children}
    </span>
  );
}

export function ReachPill({ state }: { state: ReachState }) {
  const { t } = useTranslation();
  const look = reachLook[state];
  return (
    <Pill color={look.color} shape={look.shape}>
      {t(`state.${state}`)}
    </Pill>
  );
}
