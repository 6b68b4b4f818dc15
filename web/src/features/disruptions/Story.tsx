// One disruption as a story on a time axis: notice → seats held → first calls → reached → named people.
import { useTranslation } from "react-i18next";
import type { DisruptionDetail } from "@/shared/api/types";
import { duration } from "@/shared/format/duration";
import { clockTime, zoneName } from "@/shared/format/time";
import styles from "./Story.module.css";
import { storyLine } from "./storyLine";

export function Story({ item }: { item: DisruptionDetail }) {
  const { t, i18n } = useTranslation();
  const zone = item.board_zone;
  const start = Date.parse(item.known_at);
  const line = storyLine(item.story, item);
  const language = i18n.language;
  return (
    <ol className={styles.story} aria-label={t("detail.story")}>
      {line.map((station) => (
        <li
          key={`${station.kind}${station.at ?? ""}`}
          className={station.at || station.count ? styles.past : styles.future}
        >
          <span className={styles.mark} aria-hidden="true" />
          <b>{t(`story.${station.kind}`, { defaultValue: station.kind.replaceAll("_", " ") })}</b>
          <small>{station.count !== null ? t("story.count", { count: station.count }) : " "}</small>
          {station.at ? (
            <When at={station.at} start={start} zone={zone} language={language} />
          ) : (
            <time> </time>
          )}
          {station.by ? <small>{t("story.by", { who: station.by })}</small> : null}
        </li>
      ))}
    </ol>
  );
}

function When({ at, start, zone, language }: { at: string; start: number; zone: string; language: string }) {
  const clock = clockTime(at, language, zone, true);
  const seconds = (Date.parse(at) - start) / 1000;
  return (
    <time dateTime={at} title={`${clock} ${zoneName(at, language, zone)}`}>
      {clock}
      {seconds >= 1 ? ` · +${duration(seconds, language)}` : ` ${zoneName(at, language, zone)}`}
    </time>
  );
}
