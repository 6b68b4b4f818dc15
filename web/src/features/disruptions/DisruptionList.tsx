// Left column: disruptions by urgency, each with its ledger bar and the clock to its five minutes.
import { Input, Segmented } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DisruptionItem } from "@/shared/api/types";
import { useDisruptions } from "@/shared/api/useDisruptions";
import { useNow } from "@/shared/clock/ClockProvider";
import { countdown, duration } from "@/shared/format/duration";
import { count } from "@/shared/format/number";
import { LedgerBar } from "@/shared/ui/LedgerRing";
import { Pill } from "@/shared/ui/Pill";
import { Empty, Failed, Loading } from "@/shared/ui/States";
import styles from "./DisruptionList.module.css";
import { byUrgency, fiveMinutes, matches } from "./urgency";
import { campaignLook, kindLook } from "./words";

function FiveMinuteClock({ item }: { item: DisruptionItem }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const promise = fiveMinutes(item, now);
  if (item.campaign_state === "waiting_approval") {
    return <Pill {...campaignLook.waiting_approval}>{t("campaign.waiting_approval")}</Pill>;
  }
  if (promise.state === "kept") {
    return (
      <span className={styles.kept}>
        {t("list.met", { took: duration(Math.max(1, promise.seconds), i18n.language) })}
      </span>
    );
  }
  if (promise.state === "over") {
    return (
      <span className={styles.over}>
        {t("list.over", { late: countdown(promise.leftMs).replace("+", "") })}
      </span>
    );
  }
  return <span className={styles.running}>{t("list.within", { left: countdown(promise.leftMs) })}</span>;
}

function Row({ item, chosen, onChoose }: { item: DisruptionItem; chosen: boolean; onChoose: () => void }) {
  const { t, i18n } = useTranslation();
  return (
    <li>
      <button
        type="button"
        className={chosen ? styles.chosen : styles.row}
        aria-current={chosen}
        onClick={onChoose}
      >
        <span className={styles.line}>
          <b>{item.flight}</b>
          <span>
            {item.board}→{item.off}
          </span>
          <Pill {...kindLook[item.kind]}>{t(`kind.${item.kind}`)}</Pill>
        </span>
        <LedgerBar ledger={item} />
        <span className={styles.line}>
          <FiveMinuteClock item={item} />
          <span className={styles.count}>
            {count(item.reached, i18n.language)}/{count(item.affected, i18n.language)}
          </span>
        </span>
      </button>
    </li>
  );
}

export function DisruptionList({
  chosen,
  onChoose,
}: {
  chosen: string | null;
  onChoose: (id: string) => void;
}) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const [show, setShow] = useState<"open" | "closed">("open");
  const { data, error, refetch } = useDisruptions();
  const items = useMemo(
    () =>
      byUrgency((data ?? []).filter((d) => matches(d, search) && (d.state === "open") === (show === "open"))),
    [data, search, show],
  );
  return (
    <nav className={styles.list} aria-label={t("list.title")}>
      <header>
        <h2>
          {t("list.title")} <small>{t("list.urgency")}</small>
        </h2>
        <Segmented
          size="small"
          value={show}
          onChange={setShow}
          aria-label={t("list.filter")}
          options={[
            { value: "open", label: t("list.open") },
            { value: "closed", label: t("list.closed") },
          ]}
        />
      </header>
      <Input
        allowClear
        placeholder={t("list.find")}
        aria-label={t("list.find")}
        value={search}
        onChange={(e) => setSearch(e.target.value)}
      />
      {data === undefined ? (
        error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : (
          <Loading rows={8} />
        )
      ) : items.length === 0 ? (
        <Empty title={t("list.empty")} help={t("list.emptyHelp")} />
      ) : (
        <ul>
          {items.map((item) => (
            <Row
              key={item.disruption_id}
              item={item}
              chosen={item.disruption_id === chosen}
              onChoose={() => onChoose(item.disruption_id)}
            />
          ))}
        </ul>
      )}
    </nav>
  );
}
