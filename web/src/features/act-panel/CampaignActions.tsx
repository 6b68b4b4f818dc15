// Approve, pause, resume, stop: the next act is one click away; only the final one asks twice.
import { App, Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DisruptionItem } from "@/shared/api/types";
import { type CampaignAction, useCampaignAction } from "@/shared/api/useCampaign";
import { useErrorText } from "@/shared/ui/States";
import styles from "./ActPanel.module.css";

const actionsOf: Record<string, CampaignAction[]> = {
  waiting_approval: ["approve", "stop"],
  running: ["pause", "stop"],
  paused: ["resume", "stop"],
};

export function CampaignActions({ item, mayAct }: { item: DisruptionItem; mayAct: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const act = useCampaignAction();
  const [stopping, setStopping] = useState(false);
  const [reason, setReason] = useState("");
  const actions = actionsOf[item.campaign_state ?? ""] ?? [];
  const campaignId = item.campaign_id;
  if (!campaignId || actions.length === 0) return null;
  const run = (action: CampaignAction, why = "") =>
    act.mutate(
      { campaignId, action, reason: why },
      {
        onSuccess: () => {
          setStopping(false);
          void message.success(t("done"));
        },
        onError: (error) => void message.error(errorText(error)),
      },
    );
  return (
    <section className={styles.block}>
      {actions.includes("approve") ? (
        <p className={styles.help}>{t("act.approveHelp", { count: item.affected })}</p>
      ) : null}
      <div className={styles.actions}>
        {actions.map((action) => (
          <Button
            key={action}
            type={action === "approve" || action === "resume" ? "primary" : "default"}
            disabled={!mayAct}
            loading={act.isPending && act.variables?.action === action}
            onClick={() => (action === "stop" ? setStopping(true) : run(action))}
          >
            {t(`act.${action}`)}
          </Button>
        ))}
      </div>
      {mayAct ? null : <p className={styles.help}>{t("act.readOnly")}</p>}
      <Modal
        open={stopping}
        title={t("act.stopTitle", { flight: item.flight })}
        okText={t("act.stopConfirm")}
        okButtonProps={{ danger: true, loading: act.isPending, disabled: !reason.trim() }}
        cancelText={t("cancel")}
        onOk={() => run("stop", reason.trim())}
        onCancel={() => setStopping(false)}
      >
        <p>{t("act.stopBody", { count: item.affected - item.reached })}</p>
        <Input
          aria-label={t("act.stopReason")}
          placeholder={t("act.stopReason")}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Modal>
    </section>
  );
}
