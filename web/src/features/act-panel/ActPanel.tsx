// Right column: everything a controller can do about the chosen disruption.
import { useTranslation } from "react-i18next";
import type { DisruptionItem, UnreachedRow } from "@/shared/api/types";
import { useOverview } from "@/shared/api/useOverview";
import { useMay } from "@/shared/api/useSession";
import styles from "./ActPanel.module.css";
import { CampaignActions } from "./CampaignActions";
import { PacingControl } from "./PacingControl";
import { WaitingPeople } from "./WaitingPeople";

interface Props {
  item: DisruptionItem | null;
  onOpen: (row: UnreachedRow) => void;
  onAll: () => void;
}

export function ActPanel({ item, onOpen, onAll }: Props) {
  const { t } = useTranslation();
  const mayAct = useMay("campaigns.act");
  const overview = useOverview().data;
  return (
    <aside className={styles.panel} aria-label={t("act.label")}>
      <h2>{item ? `${t("act.title")} · ${item.flight}` : t("act.title")}</h2>
      {item ? <CampaignActions item={item} mayAct={mayAct} /> : null}
      <PacingControl mayAct={useMay("pacing.set")} />
      {overview ? (
        <p className={styles.help}>
          {t("act.lines", { busy: overview.lines_busy, lines: overview.lines ?? "∞" })}
        </p>
      ) : null}
      {item ? <WaitingPeople disruptionId={item.disruption_id} onOpen={onOpen} onAll={onAll} /> : null}
    </aside>
  );
}
