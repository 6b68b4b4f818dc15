// Counts, shares and money. Amounts arrive as decimal strings and are never turned into binary fractions for arithmetic.

export function count(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/**
 * A share as a percentage that never lies at the ends: anything short of all is at most 99.9 %,
 * anything above nothing is at least 0.1 %.
 */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return "–";
  if (part >= whole) return "100 %";
  if (part <= 0) return "0 %";
  const value = Math.min(99.9, Math.max(0.1, (part / whole) * 100));
  return `${value.toFixed(1)} %`;
}

export interface MoneyLike {
  amount: string;
  currency: string;
}

/** "¥1,280", "US$85.50": minor units only when there are any. */
export function money(value: MoneyLike, language: string): string {
  const whole = /^-?\d+(\.0*)?$/.test(value.amount);
  try {
    return new Intl.NumberFormat(language, {
      style: "currency",
      currency: value.currency,
      minimumFractionDigits: whole ? 0 : undefined,
      maximumFractionDigits: whole ? 0 : undefined,
    }).format(Number(value.amount));
  } catch {
    // Not an ISO 4217 code the browser knows (XDR on some): say it plainly.
    return `${value.currency} ${value.amount}`;
  }
}
