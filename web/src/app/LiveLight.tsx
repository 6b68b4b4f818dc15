// Is what I see live? A light in the frame, and a banner when it is not.
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { clockTime } from "@/shared/format/time";
import { useLive } from "@/shared/live/LiveProvider";
import { Pill } from "@/shared/ui/Pill";
import { ShapeIcon } from "@/shared/ui/ShapeIcon";
import styles from "./Frame.module.css";

/** A short hiccup is not worth a banner. */
const PATIENCE_MS = 1_500;

export function LiveLight() {
  const { t } = useTranslation();
  const { status } = useLive();
  if (status === "live") {
    return (
      <Pill color="green" shape="dot">
        {t("live.live")}
      </Pill>
    );
  }
  return (
    <Pill color={status === "paused" ? "amber" : "grey"} shape={status === "paused" ? "triangle" : "clock"}>
      {t(status === "paused" ? "live.pausedShort" : "live.connecting")}
    </Pill>
  );
}

export function LiveBanner() {
  const { t, i18n } = useTranslation();
  const { status, heardAt } = useLive();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (status !== "paused") {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [status]);
  if (!shown) return null;
  const time = heardAt ? clockTime(heardAt, i18n.language, undefined, true) : "";
  return (
    <div className={styles.banner} role="status">
      <ShapeIcon shape="triangle" size={14} /> {t("live.paused", { time })}
    </div>
  );
}
