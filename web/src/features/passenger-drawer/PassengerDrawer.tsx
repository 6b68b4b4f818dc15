// A passenger opened: who, how to reach them, everything said and done, rights, options, decide by hand.
import { Drawer, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import type { PassengerDetail } from "@/shared/api/passengerTypes";
import { type PassengerRef, usePassenger } from "@/shared/api/usePassenger";
import { useZones } from "@/shared/api/useZones";
import { ReachPill } from "@/shared/ui/Pill";
import { Failed, Loading } from "@/shared/ui/States";
import { Contacts } from "./Contacts";
import { Decide } from "./Decide";
import styles from "./PassengerDrawer.module.css";
import { Rights } from "./Rights";
import { Summary } from "./Summary";
import { TimelineList } from "./TimelineList";

export function PassengerDrawer({ of, onClose }: { of: PassengerRef | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = usePassenger(of, useZones());
  const title =
    data && of ? (
      <span className={styles.title}>
        {data.name} <code>{data.locator}</code> <ReachPill state={data.reach.state} />
      </span>
    ) : (
      t("work.drawer.title")
    );
  return (
    <Drawer open={of !== null} onClose={onClose} size={560} title={title} destroyOnHidden>
      {!data ? (
        error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : (
          <Loading rows={10} />
        )
      ) : (
        <Body passenger={data} />
      )}
    </Drawer>
  );
}

function Body({ passenger }: { passenger: PassengerDetail }) {
  const { t } = useTranslation();
  return (
    <div className={styles.body}>
      <Summary passenger={passenger} />
      <Contacts
        key={passenger.passenger_id}
        passengerId={passenger.passenger_id}
        contacts={passenger.contacts}
      />
      <Tabs
        items={[
          {
            key: "timeline",
            label: t("work.drawer.timeline"),
            children: <TimelineList items={passenger.timeline} zone={passenger.flight.board_zone} />,
          },
          { key: "offers", label: t("work.drawer.offers"), children: <Decide passenger={passenger} /> },
          { key: "rights", label: t("work.drawer.rights"), children: <Rights rights={passenger.rights} /> },
        ]}
      />
    </div>
  );
}
