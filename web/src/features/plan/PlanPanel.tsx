// How good the plan is: two curves of arrival delay, this plan against first come, first served.
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlanReport } from "@/shared/api/types";
import { usePlan } from "@/shared/api/usePlan";
import { duration } from "@/shared/format/duration";
import { count, percent } from "@/shared/format/number";
import { useThemeMode } from "@/shared/theme/ThemeProvider";
import { chartBase } from "@/shared/ui/chartStyle";
import { Fact, Facts } from "@/shared/ui/Facts";
import { LazyChart } from "@/shared/ui/LazyChart";
import { Empty, Failed, Loading } from "@/shared/ui/States";
import styles from "./PlanPanel.module.css";
import { axisEnd, shareAt } from "./shareAt";

export function PlanPanel({ disruptionId }: { disruptionId: string | null }) {
  const { t } = useTranslation();
  const { data, error, refetch } = usePlan(disruptionId);
  if (!data) return error ? <Failed error={error} retry={() => void refetch()} /> : <Loading rows={8} />;
  if (!data.plan) return <Empty title={t("plan.none")} help={t("plan.noneHelp")} />;
  return <PlanView report={data} />;
}

function Verdict({ report }: { report: PlanReport }) {
  const { t, i18n } = useTranslation();
  if (!report.plan) return null;
  const seats =
    (report.totals?.first_come_unassigned_passengers ?? 0) - (report.totals?.unassigned_passengers ?? 0);
  if (seats > 0) return <h3 className={styles.verdict}>{t("plan.moreSeats", { count: seats })}</h3>;
  const gain = Math.round(report.plan.first_come_mean_delay_min - report.plan.plan_mean_delay_min);
  if (gain === 0) return <h3 className={styles.verdict}>{t("plan.same")}</h3>;
  const minutes = duration(Math.abs(gain) * 60, i18n.language);
  return <h3 className={styles.verdict}>{t(gain > 0 ? "plan.better" : "plan.worse", { minutes })}</h3>;
}

function PlanView({ report }: { report: PlanReport }) {
  const { t, i18n } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const plan = report.plan;
  if (!plan) return null;
  const language = i18n.language;
  const mean = report.totals?.mean_delay_assigned_min ?? plan.plan_mean_delay_min;
  const meanFirstCome = report.totals?.first_come_mean_delay_assigned_min ?? plan.first_come_mean_delay_min;
  const sameCabin = plan.report.hongyan?.same_cabin_share;
  return (
    <div className={styles.panel}>
      <Verdict report={report} />
      <Facts>
        <Fact
          label={t("plan.mean")}
          note={`${t("plan.firstCome")}: ${duration(meanFirstCome * 60, language)}`}
        >
          {duration(mean * 60, language)}
        </Fact>
        <Fact label={t("plan.planned")} note={t("plan.parties", { count: plan.parties })}>
          {count(plan.passengers, language)}
        </Fact>
        <Fact label={t("plan.unassigned")}>
          {count(report.totals?.unassigned_passengers ?? plan.unassigned, language)}
        </Fact>
        {sameCabin !== undefined ? <Fact label={t("plan.sameCabin")}>{percent(sameCabin, 1)}</Fact> : null}
        <Fact label={t("plan.gap")}>{(plan.gap * 100).toFixed(2)} %</Fact>
        <Fact label={t("plan.seconds")}>{plan.seconds.toFixed(1)} s</Fact>
      </Facts>
      <div className={styles.chartHead}>
        <span>{t("plan.curve")}</span>
        <Button size="small" type="text" onClick={() => setAsTable(!asTable)}>
          {t(asTable ? "plan.chart" : "plan.table")}
        </Button>
      </div>
      {asTable ? <CurveTable report={report} /> : <CurveChart report={report} />}
      <p className={styles.explain}>{t("plan.explain")}</p>
    </div>
  );
}

function CurveChart({ report }: { report: PlanReport }) {
  const { t, i18n } = useTranslation();
  const { mode } = useThemeMode();
  const option = useMemo(() => {
    const { palette, common, axis } = chartBase(mode);
    const line = (
      name: string,
      points: PlanReport["curves"]["hongyan"],
      color: string,
      type: "solid" | "dashed",
    ) => ({
      name,
      type: "line",
      showSymbol: false,
      smooth: 0.2,
      data: points.map((p) => [p.delay_min, p.share * 100]),
      lineStyle: { color, width: type === "solid" ? 2.5 : 2, type },
      itemStyle: { color },
      areaStyle: type === "solid" ? { color, opacity: 0.06 } : undefined,
    });
    const minutes = (value: number) => (value === 0 ? "0" : duration(value * 60, i18n.language));
    const end = axisEnd(report.curves);
    return {
      ...common,
      tooltip: {
        ...common.tooltip,
        valueFormatter: (v: number) => `${v.toFixed(0)} %`,
        axisPointer: { label: { formatter: (p: { value: number }) => minutes(p.value) } },
      },
      xAxis: {
        ...axis,
        type: "value",
        min: 0,
        max: end.max,
        interval: end.interval,
        splitLine: { show: false },
        axisLabel: { ...axis.axisLabel, formatter: minutes },
      },
      yAxis: {
        ...axis,
        type: "value",
        min: 0,
        max: 100,
        axisLabel: { ...axis.axisLabel, formatter: "{value} %" },
      },
      series: [
        line(t("plan.hongyan"), report.curves.hongyan, palette.ink, "solid"),
        line(t("plan.firstCome"), report.curves.first_come, palette.inkFaint, "dashed"),
      ],
    };
  }, [report, mode, t, i18n.language]);
  return <LazyChart option={option} label={t("plan.curve")} height={260} />;
}

function CurveTable({ report }: { report: PlanReport }) {
  const { t, i18n } = useTranslation();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t("plan.delay")}</th>
          <th scope="col">{t("plan.hongyan")}</th>
          <th scope="col">{t("plan.firstCome")}</th>
        </tr>
      </thead>
      <tbody>
        {[60, 120, 180, 240, 360, 480, 720].map((minutes) => (
          <tr key={minutes}>
            <th scope="row">≤ {duration(minutes * 60, i18n.language)}</th>
            <td>{percent(shareAt(report.curves.hongyan, minutes), 1)}</td>
            <td>{percent(shareAt(report.curves.first_come, minutes), 1)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
