/** @jsxImportSource preact */
// From notice to refund and receipt, in one place, newest first.
import type { TimelineItem } from "@/shared/api/passengerTypes";
import { clockTime, shortDate } from "@/shared/format/time";
import { tidy, timelineLine } from "@/shared/ui/timelineLine";
import { usePageContext } from "./context";
import { forPassenger } from "./situation";

export function Timeline({ items, zone }: { items: TimelineItem[]; zone: string }) {
  const { say, language } = usePageContext();
  const shown = forPassenger(items);
  return (
    <section aria-label={say("timeline")}>
      <h2>{say("timeline")}</h2>
      {shown.length === 0 ? <p class="soft">{say("timelineEmpty")}</p> : null}
      <ol class="timeline">
        {shown.map((item, index) => {
          const { key, params } = timelineLine(item, (k, otherwise) => say(k, {}, otherwise), language);
          const mine = say(key.replace("facts.timeline", "mine"), params, "");
          const text = mine || say(key, params, item.kind.replaceAll("_", " "));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two lines may share kind and instant
            <li key={`${item.at}${item.kind}${index}`}>
              <time dateTime={item.at}>
                {shortDate(item.at, language, zone)} {clockTime(item.at, language, zone)}
              </time>
              <span>{tidy(text)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
