// Right column: everything a controller can do about the chosen disruption.
import { useTranslation } from "react-i18next";
import type { DisruptionItem, Role, UnreachedRow } from "@/shared/api/types";
import { useOverview } from "@/shared/api/useOverview";
import { useSession } from "@/shared/api/useSession";
import styles from "./ActPanel.module.css";
import { CampaignActions } from "./CampaignActions";
import { PacingControl } from "./PacingControl";
import { WaitingPeople } from "./WaitingPeople";

const actors: Role[] = ["controller", "supervisor", "admin"];

interface Props {
  item: DisruptionItem | null;
  onOpen: (row: UnreachedRow) => void;
  onAll: () => void;
}

export function ActPanel({ item, onOpen, onAll }: Props) {
  const { t } = useTranslation();
  const role = useSession().data?.user.role;
  const overview = useOverview().data;
  const mayAct = role !== undefined && actors.includes(role);
  return (
    <aside className={styles.panel} aria-label={t("act.label")}>
      <h2>{item ? `${t("act.title")} · ${item.flight}` : t("act.title")}</h2>
      {item ? <CampaignActions item={item} mayAct={mayAct} /> : null}
      <PacingControl mayAct={mayAct} />
      {overview ? (
        <p className={styles.help}>{t("act.lines", { busy: overview.lines_busy, lines: overview.lines })}</p>
      ) : null}
      {item ? <WaitingPeople disruptionId={item.disruption_id} onOpen={onOpen} onAll={onAll} /> : null}
    </aside>
  );
}
