// Names as people say them. Pure.

/** `SURNAME/GIVEN` of a booking: 张/伟 → 张伟, SMITH/JOHN → John Smith; anything else stays as it is. */
export function spokenName(stored: string): string {
  const [surname = "", ...rest] = stored.split("/");
  const given = rest.join(" ");
  if (/[\u3400-\u9fff]/.test(stored)) return surname + given;
  return [given, surname].filter(Boolean).map(capitals).join(" ");
}

function capitals(word: string): string {
  if (word !== word.toUpperCase()) return word;
  return word.toLowerCase().replace(/(^|[\s'-])\p{L}/gu, (letter) => letter.toUpperCase());
}

/** Only the last four characters of a phone, the first letter of a mailbox. */
export function masked(value: string): string {
  const at = value.indexOf("@");
  if (at > 0) return `${value[0]}•••${value.slice(at)}`;
  return value.length <= 4 ? value : `${"•".repeat(Math.min(6, value.length - 4))} ${value.slice(-4)}`;
}
