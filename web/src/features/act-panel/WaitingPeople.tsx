// The first few people of this disruption who wait for a person.
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { UnreachedRow } from "@/shared/api/types";
import { useUnreachedOf } from "@/shared/api/useUnreached";
import styles from "./ActPanel.module.css";

const SHOWN = 5;

interface Props {
  disruptionId: string;
  onOpen: (row: UnreachedRow) => void;
  onAll: () => void;
}

export function WaitingPeople({ disruptionId, onOpen, onAll }: Props) {
  const { t } = useTranslation();
  const { total, row } = useUnreachedOf(disruptionId, "", { first: 0, last: SHOWN });
  if (total === null) return null;
  const people = Array.from({ length: SHOWN }, (_, i) => row(i)).filter((one) => one !== undefined);
  return (
    <section className={styles.block}>
      <h3>
        {t("act.needsPeople")} <small>{total}</small>
      </h3>
      {total === 0 ? (
        <p className={styles.help}>{t("act.noneUnreachedHelp")}</p>
      ) : (
        <ul className={styles.people}>
          {people.map((person) => (
            <li key={person.task_id}>
              <button type="button" onClick={() => onOpen(person)}>
                <b>{person.name}</b>
                <span>{t(`work.reason.${person.reason}`, { defaultValue: person.reason ?? "" })}</span>
                <small>{person.owner ?? t("work.unreached.nobody")}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
      {total > SHOWN ? (
        <Button type="text" size="small" onClick={onAll}>
          {t("act.more", { count: total })}
        </Button>
      ) : null}
    </section>
  );
}
