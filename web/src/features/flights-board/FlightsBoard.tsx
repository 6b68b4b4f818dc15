// The day's flights as an airport board: dense, filtered by station, part of day and status.
import { Button, Input, Segmented, Select, Switch } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FlightRow } from "@/shared/api/types";
import { useDisruptions } from "@/shared/api/useDisruptions";
import { useFlights } from "@/shared/api/useFlights";
import { useNow } from "@/shared/clock/ClockProvider";
import { Empty, Failed, Loading } from "@/shared/ui/States";
import { VirtualTable } from "@/shared/ui/VirtualTable";
import { useBoardColumns } from "./columns";
import { FlightDrawer } from "./FlightDrawer";
import styles from "./FlightsBoard.module.css";
import { type Bank, bankOf, banks, stations, statusWord, type Word } from "./look";

const words: Word[] = [
  "scheduled",
  "delayed",
  "late",
  "cancelled",
  "departed",
  "arrived",
  "diverted",
  "returned",
  "early",
];

interface Filter {
  search: string;
  station: string | null;
  bank: Bank;
  word: Word | null;
  disrupted: boolean;
}
const nothing: Filter = { search: "", station: null, bank: "all", word: null, disrupted: false };

function passes(leg: FlightRow, filter: Filter, disrupted: boolean): boolean {
  const text = `${leg.flight} ${leg.registration ?? ""}`.toUpperCase();
  return (
    text.includes(filter.search.trim().toUpperCase()) &&
    (filter.station === null || leg.board === filter.station || leg.off === filter.station) &&
    (filter.bank === "all" || bankOf(leg) === filter.bank) &&
    (filter.word === null || statusWord(leg) === filter.word) &&
    (!filter.disrupted || disrupted)
  );
}

export function FlightsBoard({ onDisruption }: { onDisruption: (id: string) => void }) {
  const { t } = useTranslation();
  const now = useNow();
  const today = new Date(now).toISOString().slice(0, 10);
  const [date, setDate] = useState<string | null>(null);
  const [filter, setFilter] = useState<Filter>(nothing);
  const [open, setOpen] = useState<FlightRow | null>(null);
  const { data: page, error, refetch } = useFlights({ date: date ?? undefined });
  const data = page?.items;
  const disruptions = useDisruptions().data;
  const disruptionOf = useMemo(
    () => new Map((disruptions ?? []).map((d) => [d.leg_id, d.disruption_id])),
    [disruptions],
  );
  const columns = useBoardColumns();
  const rows = useMemo(
    () =>
      (data ?? [])
        .filter((leg) => passes(leg, filter, disruptionOf.has(leg.leg_id)))
        .sort((a, b) => Date.parse(a.std) - Date.parse(b.std)),
    [data, filter, disruptionOf],
  );
  const change = (part: Partial<Filter>) => setFilter((old) => ({ ...old, ...part }));
  return (
    <section className={styles.board} aria-labelledby="board-title">
      <div className={styles.bar}>
        <h1 id="board-title">{t("work.flights.title")}</h1>
        <Counts rows={rows} />
        <input
          type="date"
          className={styles.date}
          aria-label={t("work.flights.date")}
          value={date ?? page?.date ?? today}
          onChange={(e) => setDate(e.target.value || null)}
        />
        <Input
          allowClear
          className={styles.find}
          placeholder={t("work.flights.find")}
          aria-label={t("work.flights.find")}
          value={filter.search}
          onChange={(e) => change({ search: e.target.value })}
        />
        <Select
          allowClear
          showSearch
          className={styles.station}
          placeholder={t("work.flights.station")}
          aria-label={t("work.flights.station")}
          value={filter.station}
          onChange={(station) => change({ station: station ?? null })}
          options={stations(data ?? []).map((s) => ({ value: s, label: s }))}
        />
        <Select
          allowClear
          className={styles.status}
          placeholder={t("work.flights.status")}
          aria-label={t("work.flights.status")}
          value={filter.word}
          onChange={(word) => change({ word: word ?? null })}
          options={words.map((w) => ({ value: w, label: t(`work.flights.pill.${w}`) }))}
        />
        <Segmented
          value={filter.bank}
          onChange={(bank) => change({ bank })}
          aria-label={t("work.flights.bank")}
          options={banks.map((b) => ({ value: b, label: t(`work.flights.banks.${b}`) }))}
        />
        {/* biome-ignore lint/a11y/noLabelWithoutControl: Switch renders the control */}
        <label className={styles.switch}>
          <Switch size="small" checked={filter.disrupted} onChange={(disrupted) => change({ disrupted })} />{" "}
          {t("work.flights.disrupted")}
        </label>
      </div>
      {data === undefined ? (
        error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : (
          <Loading rows={12} />
        )
      ) : data.length === 0 ? (
        <Empty title={t("work.flights.emptyDay")} help={t("work.flights.emptyDayHelp")} />
      ) : rows.length === 0 ? (
        <Empty title={t("work.flights.empty")} help={t("work.flights.emptyHelp")}>
          <Button onClick={() => setFilter(nothing)}>{t("all")}</Button>
        </Empty>
      ) : (
        <VirtualTable
          label={t("work.flights.title")}
          columns={columns}
          total={rows.length}
          row={(i) => rows[i]}
          rowHeight={36}
          minWidth={880}
          onOpen={setOpen}
          selected={(leg) => leg.leg_id === open?.leg_id}
        />
      )}
      <FlightDrawer
        leg={open}
        disruptionId={(open && disruptionOf.get(open.leg_id)) ?? null}
        onClose={() => setOpen(null)}
        onDisruption={onDisruption}
      />
    </section>
  );
}

function Counts({ rows }: { rows: FlightRow[] }) {
  const { t } = useTranslation();
  const cancelled = rows.filter((leg) => leg.status === "cancelled").length;
  const late = rows.filter((leg) => ["late", "delayed"].includes(statusWord(leg))).length;
  return (
    <span className={styles.counts} aria-live="polite">
      {t("work.flights.total", { count: rows.length })} · {t("work.flights.cancelled", { count: cancelled })}{" "}
      · {t("work.flights.late", { count: late })}
    </span>
  );
}
