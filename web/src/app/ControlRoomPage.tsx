// The control room: disruptions left, the chosen one as a story with tabs in the centre, acts right.
import { Tabs } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { ActPanel } from "@/features/act-panel";
import { byUrgency, DisruptionHeader, DisruptionList, Story } from "@/features/disruptions";
import { FlightFactsPanel } from "@/features/flights-board";
import { PassengerDrawer } from "@/features/passenger-drawer";
import { PassengerTable } from "@/features/passengers";
import { PlanPanel } from "@/features/plan";
import { UnreachedOfDisruption } from "@/features/unreached";
import { WavesPanel } from "@/features/waves";
import type { DisruptionDetail } from "@/shared/api/types";
import { useDisruption, useDisruptions } from "@/shared/api/useDisruptions";
import { Boundary } from "@/shared/ui/Boundary";
import { Empty, Failed, Loading } from "@/shared/ui/States";
import styles from "./ControlRoomPage.module.css";
import { useOpenPassenger } from "./useOpenPassenger";

const tabs = ["passengers", "flights", "plan", "waves", "unreached"] as const;
type Tab = (typeof tabs)[number];

export function ControlRoomPage() {
  const { t } = useTranslation();
  const params = useParams();
  const navigate = useNavigate();
  const passenger = useOpenPassenger();
  const list = useDisruptions().data;
  const chosen = params.disruptionId ?? null;
  const tab: Tab = tabs.find((one) => one === params.tab) ?? "passengers";
  const detail = useDisruption(chosen);

  const first = list ? byUrgency(list)[0]?.disruption_id : undefined;
  useEffect(() => {
    if (!chosen && first) void navigate(`/disruptions/${first}`, { replace: true });
  }, [chosen, first, navigate]);

  const go = (id: string, to: Tab) => void navigate(`/disruptions/${id}/${to}`);
  const item = detail.data?.disruption_id === chosen ? detail.data : null;
  return (
    <div className={styles.page}>
      <div className={styles.left}>
        <DisruptionList chosen={chosen} onChoose={(id) => go(id, tab)} />
      </div>
      <div className={styles.centre}>
        {item ? (
          <Centre item={item} tab={tab} onTab={(to) => go(item.disruption_id, to)} passenger={passenger} />
        ) : detail.isError ? (
          <Failed error={detail.error} retry={() => void detail.refetch()} />
        ) : chosen || list === undefined ? (
          <Loading rows={12} />
        ) : (
          <Empty title={t("list.empty")} help={t("list.emptyHelp")} />
        )}
      </div>
      <div className={styles.right}>
        <ActPanel item={item} onOpen={passenger.open} onAll={() => chosen && go(chosen, "unreached")} />
      </div>
      <PassengerDrawer of={passenger.ref} onClose={passenger.close} />
    </div>
  );
}

interface CentreProps {
  item: DisruptionDetail;
  tab: Tab;
  onTab: (tab: Tab) => void;
  passenger: ReturnType<typeof useOpenPassenger>;
}

function Centre({ item, tab, onTab, passenger }: CentreProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.head}>
        <DisruptionHeader item={item} />
        <Story item={item} />
      </div>
      <Tabs
        className={styles.tabs}
        activeKey={tab}
        onChange={(key) => onTab(key as Tab)}
        items={tabs.map((key) => ({ key, label: t(`detail.tabs.${key}`) }))}
      />
      <div className={styles.panel}>
        <Boundary key={`${item.disruption_id}${tab}`}>
          {tab === "passengers" ? (
            <PassengerTable
              disruptionId={item.disruption_id}
              flight={item.flight}
              ledger={item}
              openId={passenger.ref?.passengerId ?? null}
              onOpen={passenger.open}
            />
          ) : tab === "flights" ? (
            <FlightFactsPanel legId={item.leg_id} />
          ) : tab === "plan" ? (
            <PlanPanel disruptionId={item.disruption_id} />
          ) : tab === "waves" ? (
            <WavesPanel disruptionId={item.disruption_id} />
          ) : (
            <UnreachedOfDisruption disruptionId={item.disruption_id} onOpen={passenger.open} />
          )}
        </Boundary>
      </div>
    </>
  );
}
