// The first few people of this disruption who wait for a person.
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { UnreachedRow } from "@/shared/api/types";
import { useUnreached } from "@/shared/api/useUnreached";
import styles from "./ActPanel.module.css";

interface Props {
  disruptionId: string;
  onOpen: (row: UnreachedRow) => void;
  onAll: () => void;
}

export function WaitingPeople({ disruptionId, onOpen, onAll }: Props) {
  const { t } = useTranslation();
  const { data } = useUnreached({ q: "", disruption_id: disruptionId, limit: 5 });
  if (!data) return null;
  return (
    <section className={styles.block}>
      <h3>
        {t("act.needsPeople")} <small>{data.total}</small>
      </h3>
      {data.total === 0 ? (
        <p className={styles.help}>{t("act.noneUnreachedHelp")}</p>
      ) : (
        <ul className={styles.people}>
          {data.items.slice(0, 5).map((row) => (
            <li key={row.task_id}>
              <button type="button" onClick={() => onOpen(row)}>
                <b>{row.name_masked}</b>
                <span>{t(`work.reason.${row.reason}`, { defaultValue: row.reason })}</span>
                <small>{row.owner ?? t("work.unreached.nobody")}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
      {data.total > 5 ? (
        <Button type="text" size="small" onClick={onAll}>
          {t("act.more", { count: data.total })}
        </Button>
      ) : null}
    </section>
  );
}
