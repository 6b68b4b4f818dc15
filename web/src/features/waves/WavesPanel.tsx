// Contact attempts as they go out: calls per second against the limit, and how many answer.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { WavePoint } from "@/shared/api/types";
import { useWaves } from "@/shared/api/useWaves";
import { count, percent } from "@/shared/format/number";
import { clockTime } from "@/shared/format/time";
import { useThemeMode } from "@/shared/theme/ThemeProvider";
import { chartBase } from "@/shared/ui/chartStyle";
import { Fact, Facts } from "@/shared/ui/Facts";
import { LazyChart } from "@/shared/ui/LazyChart";
import { Empty, Failed, Loading } from "@/shared/ui/States";
import { waveTotals } from "./totals";
import styles from "./WavesPanel.module.css";

export function WavesPanel({ disruptionId }: { disruptionId: string | null }) {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useWaves(disruptionId);
  if (!data) return error ? <Failed error={error} retry={() => void refetch()} /> : <Loading rows={8} />;
  const totals = waveTotals(data);
  if (totals.calls + totals.messages === 0)
    return <Empty title={t("waves.none")} help={t("waves.noneHelp")} />;
  return (
    <div className={styles.panel}>
      <Facts>
        <Fact label={t("waves.total")}>{count(totals.calls, i18n.language)}</Fact>
        <Fact label={t("waves.rate")}>{percent(totals.answered, totals.calls)}</Fact>
        <Fact label={t("waves.texts")}>{count(totals.messages, i18n.language)}</Fact>
      </Facts>
      <p className={styles.title}>{t("waves.title")}</p>
      <WaveChart points={data} />
    </div>
  );
}

function WaveChart({ points }: { points: WavePoint[] }) {
  const { t, i18n } = useTranslation();
  const { mode } = useThemeMode();
  const option = useMemo(() => {
    const { palette, common, axis } = chartBase(mode);
    const line = (name: string, key: keyof WavePoint, color: string, extra: object = {}) => ({
      name,
      type: "line",
      showSymbol: false,
      data: points.map((p) => [p.at, p[key]]),
      lineStyle: { color, width: 2 },
      itemStyle: { color },
      ...extra,
    });
    const green = palette.states.green.solid;
    return {
      ...common,
      xAxis: {
        ...axis,
        type: "time",
        splitLine: { show: false },
        axisLabel: {
          ...axis.axisLabel,
          formatter: (v: number) => clockTime(v, i18n.language),
          hideOverlap: true,
        },
      },
      yAxis: {
        ...axis,
        type: "value",
        min: 0,
      },
      series: [
        line(t("waves.limit"), "limit", palette.inkFaint, {
          lineStyle: { color: palette.inkFaint, width: 1.5, type: "dashed" },
          step: "end",
        }),
        line(t("waves.calls"), "calls", palette.ink),
        line(t("waves.answered"), "answered", green, { areaStyle: { color: green, opacity: 0.12 } }),
        line(t("waves.sms"), "sms", palette.states.blue.solid, {
          lineStyle: { color: palette.states.blue.solid, width: 1.5 },
        }),
        line(t("waves.email"), "email", palette.states.grey.solid, {
          lineStyle: { color: palette.states.grey.solid, width: 1.5 },
        }),
      ],
    };
  }, [points, mode, t, i18n.language]);
  return <LazyChart option={option} label={t("waves.title")} height={280} />;
}
