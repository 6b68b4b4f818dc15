// The reach ledger as a ring with its percentage, and as a thin bar for list rows.
import { useTranslation } from "react-i18next";
import type { Ledger } from "@/shared/api/types";
import styles from "./LedgerRing.module.css";
import { ledgerParts, reachLook } from "./ledgerParts";

const RADIUS = 15.9155; // circumference 100

function useLedgerWords(ledger: Ledger): string {
  const { t } = useTranslation();
  return ledgerParts(ledger)
    .map((part) => `${t(`state.${part.state}`)} ${part.count}`)
    .join(", ");
}

export function LedgerRing({ ledger, size = 44 }: { ledger: Ledger; size?: number }) {
  const { t } = useTranslation();
  const words = useLedgerWords(ledger);
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 40 40"
      role="img"
      aria-label={t("strip.ringLabel", { parts: words })}
    >
      <circle className={styles.track} cx="20" cy="20" r={RADIUS} />
      {ledgerParts(ledger).map((part) =>
        part.share > 0 ? (
          <circle
            key={part.state}
            className={styles.part}
            cx="20"
            cy="20"
            r={RADIUS}
            stroke={`var(--${reachLook[part.state].color})`}
            strokeDasharray={`${part.share * 100} ${100 - part.share * 100}`}
            strokeDashoffset={25 - part.start * 100}
          />
        ) : null,
      )}
    </svg>
  );
}

export function LedgerBar({ ledger }: { ledger: Ledger }) {
  const words = useLedgerWords(ledger);
  return (
    <div className={styles.bar} role="img" aria-label={words} title={words}>
      {ledgerParts(ledger).map((part) =>
        part.share > 0 ? (
          <span
            key={part.state}
            style={{ width: `${part.share * 100}%`, background: `var(--${reachLook[part.state].color})` }}
          />
        ) : null,
      )}
    </div>
  );
}
