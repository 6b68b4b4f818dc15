// One line of a timeline in the control room's words.
import type { TFunction } from "i18next";
import type { TimelineItem } from "@/shared/api/passengerTypes";
import { tidy, timelineLine } from "./timelineLine";

export function timelineText(t: TFunction, item: TimelineItem, language: string): string {
  const { key, params } = timelineLine(item, (k, otherwise) => t(k, { defaultValue: otherwise }), language);
  return tidy(t(key, { ...params, defaultValue: item.kind.replaceAll("_", " ") }));
}
