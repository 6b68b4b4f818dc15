// The pacing slider, with its effect said before it is applied.
import { App, Button, Slider } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Pacing } from "@/shared/api/types";
import { usePacing, useSetPacing } from "@/shared/api/useCampaign";
import { duration } from "@/shared/format/duration";
import { useErrorText } from "@/shared/ui/States";
import styles from "./ActPanel.module.css";
import { predict } from "./predict";

function Prediction({ pacing, value }: { pacing: Pacing; value: number }) {
  const { t, i18n } = useTranslation();
  const plan = predict(pacing.waiting, value, pacing.lines, pacing.mean_call_seconds ?? undefined);
  if (pacing.paused || plan.seconds === null) return <strong>{t("act.predictedPaused")}</strong>;
  if (plan.seconds === 0) return <strong>{t("act.predictedNone")}</strong>;
  return (
    <>
      <strong>{t("act.predicted", { duration: duration(plan.seconds, i18n.language) })}</strong>
      <small>{t("act.waiting", { count: pacing.waiting })}</small>
      {plan.linesLimit ? (
        <small>{t("act.linesLimit", { lines: pacing.lines, rate: Math.floor(plan.lineRate) })}</small>
      ) : null}
    </>
  );
}

export function PacingControl({ mayAct }: { mayAct: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const { data: pacing } = usePacing("call");
  const set = useSetPacing("call");
  const [draft, setDraft] = useState<number | null>(null);
  const current = pacing?.per_second;
  useEffect(() => {
    if (current !== undefined) setDraft((old) => (old === current ? null : old));
  }, [current]);
  if (!pacing) return null;
  const value = draft ?? pacing.per_second;
  const apply = () =>
    set.mutate(
      { per_second: value, version: pacing.version },
      {
        onSuccess: () => {
          setDraft(null);
          void message.success(t("act.changed"));
        },
        onError: (error) => void message.error(errorText(error)),
      },
    );
  return (
    <section className={styles.block} aria-labelledby="pacing-title">
      <h3 id="pacing-title">
        {t("act.pacing")} <small>{t("act.pacingNow", { value: pacing.per_second })}</small>
      </h3>
      <Slider
        min={1}
        max={Math.max(pacing.max_per_second, pacing.per_second)}
        value={value}
        onChange={setDraft}
        disabled={!mayAct}
        ariaLabelledByForHandle="pacing-title"
        tooltip={{ formatter: (v) => `${v}/s` }}
      />
      <div className={styles.prediction} aria-live="polite">
        <Prediction pacing={pacing} value={value} />
      </div>
      {draft !== null && draft !== pacing.per_second ? (
        <div className={styles.actions}>
          <Button type="primary" onClick={apply} loading={set.isPending}>
            {t("act.apply", { value })}
          </Button>
          <Button type="text" onClick={() => setDraft(null)}>
            {t("cancel")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
