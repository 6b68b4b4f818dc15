// One disruption as a story on a time axis: notice → plan → wave → retries → fallback → people.
import { useTranslation } from "react-i18next";
import type { StoryItem } from "@/shared/api/types";
import { useNow } from "@/shared/clock/ClockProvider";
import { duration } from "@/shared/format/duration";
import { clockTime, zoneName } from "@/shared/format/time";
import styles from "./Story.module.css";

const expected = ["event", "plan", "wave", "retry", "fallback", "people"];

/** What has happened, and after it (without a time) what will come. */
export function storyLine(items: readonly StoryItem[]): (StoryItem | { kind: string; at: null })[] {
  const happened = [...items].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const kinds = new Set(happened.map((one) => one.kind));
  if (kinds.has("done") || kinds.has("withdrawn") || kinds.has("stopped")) return happened;
  return [...happened, ...expected.filter((kind) => !kinds.has(kind)).map((kind) => ({ kind, at: null }))];
}

export function Story({ items, zone }: { items: StoryItem[]; zone: string }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const line = storyLine(items);
  const start = items[0] ? Date.parse(items[0].at) : now;
  return (
    <ol className={styles.story} aria-label={t("detail.story")}>
      {line.map((one) => (
        <li key={`${one.kind}${one.at ?? ""}`} className={one.at ? styles.past : styles.future}>
          <span className={styles.mark} aria-hidden="true" />
          <b>{t(`story.${one.kind}`, { defaultValue: one.kind })}</b>
          {one.at ? (
            <time
              dateTime={one.at}
              title={`${clockTime(one.at, i18n.language, zone, true)} ${zoneName(one.at, i18n.language, zone)}`}
            >
              {clockTime(one.at, i18n.language, zone, true)}
              {one.kind === "event"
                ? ` ${zoneName(one.at, i18n.language, zone)}`
                : ` · +${duration((Date.parse(one.at) - start) / 1000, i18n.language)}`}
            </time>
          ) : (
            <time>–</time>
          )}
          <small>
            {one.at && typeof one.params.count === "number"
              ? t("story.count", { count: one.params.count })
              : " "}
          </small>
        </li>
      ))}
    </ol>
  );
}
