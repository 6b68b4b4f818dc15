// "¥1,280, by 3 Dec": what comes back and by when.
import type { RefundShape } from "@/shared/api/passengerTypes";
import type { Language } from "@/shared/api/types";
import { money } from "@/shared/format/number";
import { calendarDay } from "@/shared/format/time";
import type { Say } from "./words/translate";

export function refundLine(say: Say, refund: RefundShape, language: Language): string {
  const amount = money(refund, language);
  return refund.due_on ? say("refundLine", { amount, day: calendarDay(refund.due_on, language) }) : amount;
}
