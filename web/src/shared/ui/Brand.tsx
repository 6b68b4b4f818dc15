// The wild goose and the name.
import { useTranslation } from "react-i18next";

export function Brand({ size = 26 }: { size?: number }) {
  const { t } = useTranslation();
  return (
    <span
      style={{ display: "inline-flex", alignItems: "center", gap: 9, fontWeight: 650, fontSize: size * 0.62 }}
    >
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="var(--action)" />
        <path
          d="M5 20c5-1 8-4 10-9 1 4 0 6-1 8 4-1 8-4 13-4-4 2-7 6-11 8-3 1-7 0-11-3z"
          fill="var(--on-action)"
        />
      </svg>
      {t("product")}
    </span>
  );
}
