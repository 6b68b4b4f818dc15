// The pacing slider, with its effect said before it is applied.
import { App, Button, Slider } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Pacing } from "@/shared/api/types";
import { usePacing, useSetPacing } from "@/shared/api/useCampaign";
import { useOverview } from "@/shared/api/useOverview";
import { duration } from "@/shared/format/duration";
import { useErrorText } from "@/shared/ui/States";
import styles from "./ActPanel.module.css";
import { predict, sliderEnd } from "./predict";

function Prediction({ pacing, value }: { pacing: Pacing; value: number }) {
  const { t, i18n } = useTranslation();
  const waiting = useOverview().data?.waiting_first ?? 0;
  const seconds = predict(waiting, value);
  if (pacing.paused || seconds === null) return <strong>{t("act.predictedPaused")}</strong>;
  if (seconds === 0) return <strong>{t("act.predictedNone")}</strong>;
  return (
    <>
      <strong>{t("act.predicted", { duration: duration(seconds, i18n.language) })}</strong>
      <small>{t("act.waiting", { count: waiting })}</small>
    </>
  );
}

export function PacingControl({ mayAct }: { mayAct: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const { data: pacing } = usePacing("call");
  const set = useSetPacing();
  const [draft, setDraft] = useState<number | null>(null);
  if (!pacing) return null;
  const value = draft ?? pacing.per_second;
  const send = (change: Partial<Pacing>) =>
    set.mutate(
      { ...pacing, ...change },
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
        max={sliderEnd(pacing.per_second)}
        value={value}
        onChange={setDraft}
        disabled={!mayAct}
        ariaLabelledByForHandle="pacing-title"
        tooltip={{ formatter: (v) => `${v}/s` }}
      />
      <div className={styles.prediction} aria-live="polite">
        <Prediction pacing={pacing} value={value} />
      </div>
      <div className={styles.actions}>
        {draft !== null && draft !== pacing.per_second ? (
          <>
            <Button type="primary" onClick={() => send({ per_second: value })} loading={set.isPending}>
              {t("act.apply", { value })}
            </Button>
            <Button type="text" onClick={() => setDraft(null)}>
              {t("cancel")}
            </Button>
          </>
        ) : (
          <Button
            size="small"
            disabled={!mayAct}
            loading={set.isPending}
            onClick={() => send({ paused: !pacing.paused })}
          >
            {t(pacing.paused ? "act.resumeCalls" : "act.pauseCalls")}
          </Button>
        )}
      </div>
    </section>
  );
}
