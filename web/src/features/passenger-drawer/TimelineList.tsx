// Everything said, sent, promised and done, newest first, with the rule cited.
import { useTranslation } from "react-i18next";
import type { TimelineItem } from "@/shared/api/passengerTypes";
import { TimeText } from "@/shared/ui/TimeText";
import { worthTelling } from "@/shared/ui/timelineLine";
import { timelineText } from "@/shared/ui/timelineText";
import styles from "./PassengerDrawer.module.css";

export function TimelineList({ items, zone }: { items: TimelineItem[]; zone: string }) {
  const { t, i18n } = useTranslation();
  if (items.length === 0) return <p className={styles.soft}>{t("work.drawer.timelineEmpty")}</p>;
  const newest = items
    .filter(worthTelling)
    .reverse()
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <ol className={styles.timeline}>
      {newest.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may share kind and instant
        <li key={`${item.at}${item.kind}${index}`}>
          <span>{timelineText(t, item, i18n.language)}</span>
          <small>
            <TimeText at={item.at} zone={zone} />
            {item.actor ? ` · ${item.actor}` : ""}
            {item.legal_basis ? ` · ${t("work.drawer.rule")}: ${item.legal_basis}` : ""}
          </small>
        </li>
      ))}
    </ol>
  );
}
