/** @jsxImportSource preact */
// From notice to refund and receipt, in one place, newest first.
import type { TimelineItem } from "@/shared/api/passengerTypes";
import { clockTime, shortDate } from "@/shared/format/time";
import { usePageContext } from "./context";
import { forPassenger, timelineKey } from "./situation";

export function Timeline({ items, zone }: { items: TimelineItem[]; zone: string }) {
  const { say, language } = usePageContext();
  const shown = forPassenger(items);
  return (
    <section aria-label={say("timeline")}>
      <h2>{say("timeline")}</h2>
      {shown.length === 0 ? <p class="soft">{say("timelineEmpty")}</p> : null}
      <ol class="timeline">
        {shown.map((item, index) => {
          const { key, params } = timelineKey(item);
          const channel = item.channel ?? params.channel;
          const words = {
            ...params,
            channel: channel ? say(`facts.channel.${channel}`, {}, String(channel)) : "",
            result: params.result ? say(`facts.result.${params.result}`, {}, String(params.result)) : "",
          };
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two lines may share kind and instant
            <li key={`${item.at}${item.kind}${index}`}>
              <time dateTime={item.at}>
                {shortDate(item.at, language, zone)} {clockTime(item.at, language, zone)}
              </time>
              <span>{say(key, words, item.kind.replaceAll("_", " "))}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
