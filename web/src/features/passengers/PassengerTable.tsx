// Passengers of one disruption: any number of rows, filtered by ledger state, searched on the server.
import { Input, Segmented } from "antd";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Ledger, PassengerRow, ReachState } from "@/shared/api/types";
import { usePassengers } from "@/shared/api/usePassengers";
import { delay } from "@/shared/format/duration";
import { count } from "@/shared/format/number";
import { reachOrder } from "@/shared/ui/ledgerParts";
import { ReachPill } from "@/shared/ui/Pill";
import { Empty, Failed } from "@/shared/ui/States";
import { Ago } from "@/shared/ui/TimeText";
import { type Column, VirtualTable } from "@/shared/ui/VirtualTable";
import styles from "./PassengerTable.module.css";

interface Props {
  disruptionId: string;
  flight: string;
  ledger: Ledger;
  openId: string | null;
  onOpen: (row: PassengerRow) => void;
}

function OfferCell({ offer }: { offer: PassengerRow["offer"] }) {
  const { t } = useTranslation();
  if (!offer) return "–";
  if (offer.flights.length === 0) return t(`facts.offerKind.${offer.kind}`, { defaultValue: offer.kind });
  const late = offer.delay_min ? ` ${delay(offer.delay_min)}` : "";
  return `${offer.flights.join(" + ")}${late}`;
}

function useColumns(): Column<PassengerRow>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        key: "name",
        title: t("passengers.columns.name"),
        width: "minmax(136px, 1.6fr)",
        cell: (row) => (
          <>
            {row.name_masked}{" "}
            {row.ssrs.map((ssr) => (
              <abbr key={ssr} className={styles.tag}>
                {ssr}
              </abbr>
            ))}
            {row.tier !== "none" ? (
              <span className={styles.tag}>{t(`tier.${row.tier}`, { defaultValue: row.tier })}</span>
            ) : null}
          </>
        ),
      },
      {
        key: "locator",
        title: t("passengers.columns.locator"),
        width: "70px",
        cell: (row) => <code>{row.locator}</code>,
      },
      {
        key: "cabin",
        title: t("passengers.columns.cabin"),
        width: "40px",
        cell: (row) => (
          <span title={t(`facts.cabin.${row.cabin}`, { defaultValue: row.cabin })}>{row.cabin}</span>
        ),
      },
      {
        key: "state",
        title: t("passengers.columns.state"),
        width: "minmax(104px, 1fr)",
        cell: (row) => <ReachPill state={row.state} />,
      },
      {
        key: "by",
        title: t("passengers.columns.by"),
        width: "74px",
        cell: (row) =>
          row.reached_by ? t(`facts.channel.${row.reached_by}`, { defaultValue: row.reached_by }) : "–",
      },
      {
        key: "decision",
        title: t("passengers.columns.decision"),
        width: "minmax(78px, .8fr)",
        cell: (row) => t(`decision.${row.decision}`, { defaultValue: row.decision }),
      },
      {
        key: "offer",
        title: t("passengers.columns.offer"),
        width: "minmax(104px, 1.2fr)",
        cell: (row) => <OfferCell offer={row.offer} />,
      },
      {
        key: "last",
        title: t("passengers.columns.last"),
        width: "82px",
        align: "right",
        cell: (row) => <Ago at={row.last_attempt_at} />,
      },
    ],
    [t],
  );
}

export function PassengerTable({ disruptionId, flight, ledger, openId, onOpen }: Props) {
  const { t, i18n } = useTranslation();
  const [state, setState] = useState<ReachState | "all">("all");
  const [search, setSearch] = useState("");
  const [range, setRange] = useState({ first: 0, last: 40 });
  const q = useDeferredValue(search.trim());
  const rows = usePassengers(disruptionId, { state: state === "all" ? null : state, q }, range);
  const onRange = useCallback(
    (first: number, last: number) =>
      setRange((old) => (old.first === first && old.last === last ? old : { first, last })),
    [],
  );
  const columns = useColumns();
  const total = rows.total;
  return (
    <section className={styles.panel} aria-label={t("passengers.label", { flight })}>
      <div className={styles.bar}>
        <Segmented
          value={state}
          onChange={(next) => setState(next)}
          aria-label={t("passengers.filter")}
          options={[
            { value: "all" as const, label: t("all") },
            ...reachOrder.map((one) => ({
              value: one,
              label: `${t(`state.${one}`)} ${count(ledger[one], i18n.language)}`,
            })),
          ]}
        />
        <Input.Search
          allowClear
          className={styles.search}
          placeholder={t("passengers.find")}
          aria-label={t("passengers.find")}
          value={search}
          onChange={(e) => setSearch(e.target.value)}
        />
        <span className={styles.total} aria-live="polite">
          {total === null ? "" : t("passengers.total", { count: total })}
        </span>
      </div>
      {rows.error && total === null ? (
        <Failed error={rows.error} retry={rows.retry} />
      ) : total === 0 ? (
        <Empty title={t("passengers.empty")} help={t("passengers.emptyHelp")} />
      ) : (
        <VirtualTable
          key={`${disruptionId}${state}${q}`}
          label={t("passengers.label", { flight })}
          columns={columns}
          total={total ?? 12}
          row={rows.row}
          onRange={onRange}
          onOpen={onOpen}
          selected={(row) => row.passenger_id === openId}
        />
      )}
    </section>
  );
}
