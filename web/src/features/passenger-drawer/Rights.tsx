// What the passenger is entitled to, each line with the rule that gives it; a missing fact says so.
import { useTranslation } from "react-i18next";
import type { Entitlement } from "@/shared/api/passengerTypes";
import { money } from "@/shared/format/number";
import { calendarDay } from "@/shared/format/time";
import { Pill } from "@/shared/ui/Pill";
import styles from "./PassengerDrawer.module.css";

export function Rights({ rights }: { rights: Entitlement[] }) {
  const { t, i18n } = useTranslation();
  if (rights.length === 0) return <p className={styles.soft}>{t("work.drawer.rightsEmpty")}</p>;
  return (
    <ul className={styles.rights}>
      {rights.map((right) => (
        <li key={right.regime + right.kind + right.legal_basis}>
          <span>
            <b>{t(`facts.entitlement.${right.kind}`, { defaultValue: right.kind })}</b>
            {right.amount ? ` ${money(right.amount, i18n.language)}` : ""}
            {right.due ? ` · ${calendarDay(right.due.slice(0, 10), i18n.language)}` : ""}
          </span>
          <Verdict granted={right.granted} />
          <small>
            {t(`facts.regime.${right.regime}`, { defaultValue: right.regime })} ·{" "}
            {right.cited?.[i18n.language] ?? right.legal_basis}
            {right.granted === null && right.needs.length
              ? ` · ${t("work.drawer.unknownNeeds", { needs: right.needs.map((need) => t(`facts.needs.${need}`, { defaultValue: need })).join(", ") })}`
              : ""}
          </small>
        </li>
      ))}
    </ul>
  );
}

function Verdict({ granted }: { granted: boolean | null }) {
  const { t } = useTranslation();
  if (granted === null)
    return (
      <Pill color="grey" shape="question">
        {t("facts.granted.unknown")}
      </Pill>
    );
  return granted ? (
    <Pill color="green" shape="check">
      {t("facts.granted.yes")}
    </Pill>
  ) : (
    <Pill color="grey" shape="cross">
      {t("facts.granted.no")}
    </Pill>
  );
}
