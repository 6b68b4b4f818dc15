// The passenger in a few labelled facts, and taking them over by hand.
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { PassengerDetail } from "@/shared/api/passengerTypes";
import { useSession } from "@/shared/api/useSession";
import { useTakeOver } from "@/shared/api/useUnreached";
import { useNow } from "@/shared/clock/ClockProvider";
import { relative } from "@/shared/format/duration";
import { clockTime, zoneName } from "@/shared/format/time";
import { useErrorText } from "@/shared/ui/States";
import styles from "./PassengerDrawer.module.css";

export function Summary({ passenger }: { passenger: PassengerDetail }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const language = i18n.language;
  const { flight, task } = passenger;
  const facts: [string, string | null][] = [
    [
      t("work.drawer.original"),
      `${flight.number} ${flight.board}→${flight.off} ${clockTime(flight.std, language, flight.board_zone)} ${zoneName(flight.std, language, flight.board_zone)}`,
    ],
    [t("passengers.columns.cabin"), t(`facts.cabin.${passenger.cabin}`, { defaultValue: passenger.cabin })],
    [t("work.drawer.ssrs"), passenger.ssrs.join(", ") || null],
    [
      t("passengers.columns.decision"),
      t(`decision.${passenger.decision}`, { defaultValue: passenger.decision }),
    ],
    [
      t("work.drawer.change"),
      passenger.decision_state
        ? t(`work.changeState.${passenger.decision_state}`, { defaultValue: passenger.decision_state })
        : null,
    ],
    [t("language"), t(`lang.${passenger.language}`, { defaultValue: passenger.language })],
    [
      t("work.drawer.next"),
      task?.due_at && task.next_channel
        ? t(Date.parse(task.due_at) <= now ? "work.drawer.nextDue" : "work.drawer.nextAt", {
            channel: t(`facts.channel.${task.next_channel}`, { defaultValue: task.next_channel }),
            when: relative(task.due_at, now, language),
          })
        : passenger.reach.reason &&
          t(`work.reason.${passenger.reach.reason}`, { defaultValue: passenger.reach.reason }),
    ],
    [t("work.drawer.responsible"), passenger.reach.owner],
  ];
  return (
    <dl className={styles.summary}>
      {facts.map(([label, value]) =>
        value ? (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ) : null,
      )}
      {task ? <TakeOver taskId={task.task_id} owner={passenger.reach.owner} /> : null}
    </dl>
  );
}

function TakeOver({ taskId, owner }: { taskId: string; owner: string | null }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const takeOver = useTakeOver();
  const me = useSession().data?.user.name;
  if (owner && owner === me)
    return (
      <div>
        <dt>{t("work.drawer.yours")}</dt>
      </div>
    );
  return (
    <Button
      loading={takeOver.isPending}
      onClick={() =>
        takeOver.mutate(
          { taskId },
          {
            onSuccess: () => void message.success(t("work.drawer.taken")),
            onError: (e) => void message.error(errorText(e)),
          },
        )
      }
    >
      {t("work.drawer.take")}
    </Button>
  );
}
