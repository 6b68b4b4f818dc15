// An instant as "14:05 EDT", with "in 12 min" on the product's clock.
import { useTranslation } from "react-i18next";
import { useNow } from "@/shared/clock/ClockProvider";
import { ago } from "@/shared/format/duration";
import { clockTime, shortDate, zoneName } from "@/shared/format/time";

interface Props {
  at: string | null;
  zone?: string;
  /** "clock" = 14:05 EDT, "ago" = 12 min ago, "both" = 14:05 EDT · 12 min ago. */
  show?: "clock" | "ago" | "both";
}

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function TimeText({ at, zone = browserZone, show = "both" }: Props) {
  const { i18n } = useTranslation();
  const now = useNow();
  if (!at) return <span>–</span>;
  const language = i18n.language;
  const clock = `${clockTime(at, language, zone)} ${zoneName(at, language, zone)}`;
  const full = `${shortDate(at, language, zone)} ${clock}`;
  const about = ago(at, now, language);
  return (
    <time dateTime={at} title={full}>
      {show === "clock" ? clock : show === "ago" ? about : `${clock} · ${about}`}
    </time>
  );
}

/** Only the five-minute clocks and countdowns re-render each second: this reads the product's now. */
export function Ago({ at }: { at: string | null }) {
  return <TimeText at={at} show="ago" />;
}
