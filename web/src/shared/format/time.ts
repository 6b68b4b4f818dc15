// Instants as people read them: always with a zone, and relative to the product's clock. Pure.

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language, options);
    cache.set(key, found);
  }
  return found;
}

/** "14:05", in the given IANA zone (the browser's when none). */
export function clockTime(
  instant: string | number,
  language: string,
  zone?: string,
  seconds = false,
): string {
  return formatter(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: seconds ? "2-digit" : undefined,
    hourCycle: "h23",
    timeZone: zone,
  }).format(new Date(instant));
}

/** "19 Jun" / "6月19日". */
export function shortDate(instant: string | number, language: string, zone?: string): string {
  return formatter(language === "en" ? "en-GB" : language, {
    day: "numeric",
    month: language.startsWith("zh") ? "long" : "short",
    timeZone: zone,
  }).format(new Date(instant));
}

/** "Mon, 19 Jun" / "6月19日周一". */
export function dayAndDate(instant: string | number, language: string, zone?: string): string {
  return formatter(language === "en" ? "en-GB" : language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: zone,
  }).format(new Date(instant));
}

/** A calendar day ("2026-12-03") without a zone: the same day everywhere. */
export function calendarDay(day: string, language: string): string {
  return dayAndDate(`${day}T12:00:00Z`, language, "UTC");
}

/** Short name of the zone at that instant, e.g. "EDT", "GMT+8". */
export function zoneName(instant: string | number, language: string, zone: string): string {
  if (zone === "Asia/Shanghai" && language.startsWith("zh")) return "北京时间";
  const parts = formatter(language === "en" ? "en-US" : language, {
    timeZone: zone,
    timeZoneName: "short",
  }).formatToParts(new Date(instant));
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
}

/** Calendar days from `from` to `to` as seen in their own zones (arrival "+1"). */
export function dayShift(from: string, fromZone: string, to: string, toZone: string): number {
  const day = (instant: string, zone: string) =>
    Date.parse(
      `${formatter("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(instant))}T00:00:00Z`,
    );
  return Math.round((day(to, toZone) - day(from, fromZone)) / 86_400_000);
}
