// Lengths of time in the shortest words that still say enough. Pure.

const zh = (language: string) => language.startsWith("zh");

/** "2 h 40 min", "35 min", "50 s" / "2 小时 40 分", "35 分", "50 秒". Seconds only below ten minutes. */
export function duration(seconds: number, language: string): string {
  const total = Math.max(0, Math.round(seconds));
  const units = zh(language)
    ? { d: "天", h: "小时", m: "分", s: "秒" }
    : { d: "d", h: "h", m: "min", s: "s" };
  const d = Math.floor(total / 86_400);
  const h = Math.floor((total % 86_400) / 3_600);
  const m = Math.floor((total % 3_600) / 60);
  const s = total % 60;
  const parts: string[] = [];
  if (d) parts.push(`${d} ${units.d}`);
  if (h) parts.push(`${h} ${units.h}`);
  if (m && !d) parts.push(`${m} ${units.m}`);
  if (s && total < 600) parts.push(`${s} ${units.s}`);
  return parts.join(" ") || `0 ${units.s}`;
}

/** Only the largest unit: "38 min", "3 h", "2 d". */
export function roughly(seconds: number, language: string): string {
  const unit = seconds >= 86_400 ? 86_400 : seconds >= 3_600 ? 3_600 : seconds >= 60 ? 60 : 1;
  return duration(Math.floor(seconds / unit) * unit, language);
}

/** "12 min ago" / "12 分前", roughly; an instant not yet there is "in 12 min". */
export function ago(at: string | number, now: number, language: string): string {
  const delta = (typeof at === "number" ? at : Date.parse(at)) - now;
  const text = roughly(Math.abs(delta) / 1000, language);
  if (zh(language)) return delta > 0 ? `${text}后` : `${text}前`;
  return delta > 0 ? `in ${text}` : `${text} ago`;
}

/** "in 12 min", "12 min ago" / "12 分后", "12 分前"; whole minutes above one minute. */
export function relative(at: string | number, now: number, language: string): string {
  const delta = (typeof at === "number" ? at : Date.parse(at)) - now;
  const seconds = Math.abs(delta) / 1000;
  const rounded = seconds >= 60 ? Math.floor(seconds / 60) * 60 : seconds;
  const text = duration(rounded, language);
  if (zh(language)) return delta >= 0 ? `${text}后` : `${text}前`;
  return delta >= 0 ? `in ${text}` : `${text} ago`;
}

/** A clock counting down: "4:07", "1:04:07"; negative shows as "+0:31" over. */
export function countdown(milliseconds: number): string {
  const over = milliseconds < 0;
  const total = Math.floor(Math.abs(milliseconds) / 1000);
  const h = Math.floor(total / 3_600);
  const m = Math.floor((total % 3_600) / 60);
  const s = String(total % 60).padStart(2, "0");
  const text = h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
  return over ? `+${text}` : text;
}

/** Minutes late as on an airport board: "+2:40", "+35", "on time" is the caller's word for 0. */
export function delay(minutes: number): string {
  const sign = minutes < 0 ? "−" : "+";
  const total = Math.abs(Math.round(minutes));
  return total < 60
    ? `${sign}${total}`
    : `${sign}${Math.floor(total / 60)}:${String(total % 60).padStart(2, "0")}`;
}
