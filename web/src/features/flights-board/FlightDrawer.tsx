// One flight with the history of what was said about it, and by which message.
import { Button, Drawer } from "antd";
import { useTranslation } from "react-i18next";
import type { FlightRow, LegChange, Params } from "@/shared/api/types";
import { useFlight } from "@/shared/api/useFlights";
import { clockTime, dayAndDate, zoneName } from "@/shared/format/time";
import { Pill } from "@/shared/ui/Pill";
import { Failed, Loading } from "@/shared/ui/States";
import { TimeText } from "@/shared/ui/TimeText";
import styles from "./FlightsBoard.module.css";
import { look, statusWord } from "./look";

interface Props {
  leg: FlightRow | null;
  disruptionId: string | null;
  onClose: () => void;
  onDisruption: (id: string) => void;
}

export function FlightDrawer({ leg, disruptionId, onClose, onDisruption }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={leg !== null}
      onClose={onClose}
      size={440}
      title={leg ? `${leg.flight} ${leg.board}→${leg.off}` : ""}
      destroyOnHidden
    >
      {leg ? <FlightFactsPanel legId={leg.leg_id} /> : null}
      {disruptionId ? (
        <Button type="primary" onClick={() => onDisruption(disruptionId)}>
          {t("work.flights.toDisruption")}
        </Button>
      ) : null}
    </Drawer>
  );
}

/** Everything known about one flight: times, state, cause, and what changed when. */
export function FlightFactsPanel({ legId }: { legId: string }) {
  const { t, i18n } = useTranslation();
  const { data: leg, error, refetch } = useFlight(legId);
  if (!leg) return error ? <Failed error={error} retry={() => void refetch()} /> : <Loading rows={6} />;
  const language = i18n.language;
  const time = (at: string, zone: string) =>
    `${clockTime(at, language, zone)} ${zoneName(at, language, zone)}`;
  const [departs, arrives] = [leg.atd ?? leg.etd, leg.ata ?? leg.eta];
  return (
    <div className={styles.drawer}>
      <p>
        <Pill {...look[statusWord(leg)]}>{t(`work.flights.pill.${statusWord(leg)}`)}</Pill>{" "}
        {leg.cause_code ? t("work.flights.cause", { code: leg.cause_code }) : ""}
      </p>
      <p>
        {dayAndDate(leg.std, language, leg.board_zone)} · {leg.board} {time(leg.std, leg.board_zone)} →{" "}
        {leg.off} {time(leg.sta, leg.off_zone)}
      </p>
      {departs || arrives ? (
        <p>
          {t("work.flights.columns.new")}: {departs ? time(departs, leg.board_zone) : "–"} →{" "}
          {arrives ? time(arrives, leg.off_zone) : "–"}
        </p>
      ) : null}
      <p className={styles.soft}>{[leg.registration, leg.aircraft_type].filter(Boolean).join(" · ")}</p>
      <h3>{t("work.flights.history")}</h3>
      <ol>
        {leg.history.map((change) => (
          <Change key={change.id} change={change} zone={leg.board_zone} />
        ))}
      </ol>
    </div>
  );
}

const quiet = new Set(["version", "leg_id"]);

/** Fields that differ, as "field: before → after". */
export function differences(before: Params, after: Params): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => !quiet.has(key) && before[key] !== after[key])
    .map((key) => `${key}: ${before[key] ?? "–"} → ${after[key] ?? "–"}`);
}

function Change({ change, zone }: { change: LegChange; zone: string }) {
  const { t } = useTranslation();
  return (
    <li>
      <TimeText at={change.at} zone={zone} />
      <b>{t(`work.flights.what.${change.what}`, { defaultValue: change.what })}</b>
      {change.what === "created"
        ? null
        : differences(change.before, change.after).map((line) => <code key={line}>{line}</code>)}
      <small>{t("work.flights.source", { source: change.source })}</small>
    </li>
  );
}
