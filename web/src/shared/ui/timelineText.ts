// One line of a timeline in words: the kind is a key, its params fill it; unknown kinds show as themselves.
import type { TFunction } from "i18next";
import type { TimelineItem } from "@/shared/api/passengerTypes";

export function timelineText(t: TFunction, item: TimelineItem): string {
  const kind = item.kind.replaceAll(".", "_");
  const channel = item.channel ?? item.params.channel;
  const result = item.params.result;
  const params = {
    ...item.params,
    channel: channel ? t(`facts.channel.${channel}`, { defaultValue: String(channel) }) : "",
    result: result ? t(`facts.result.${result}`, { defaultValue: String(result).replaceAll("_", " ") }) : "",
    owner: item.params.owner ?? item.actor ?? "",
    to: item.params.to ?? "",
    flight: item.params.flight ?? "",
    receipt: item.params.receipt ?? "",
  };
  return t(`facts.timeline.${kind}`, { ...params, defaultValue: kind.replaceAll("_", " ") }).trim();
}
