// The frame around every page: skip link, navigation, live light, clock, language, appearance, account.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useLocation } from "react-router";
import { OverviewStrip } from "@/features/overview-strip";
import { type ConversationFilter, useConversations } from "@/shared/api/useConversations";
import { useDeadLetters } from "@/shared/api/useDeadLetters";
import { useOverview } from "@/shared/api/useOverview";
import { usePromises } from "@/shared/api/usePromises";
import { useMay } from "@/shared/api/useSession";
import { count as inWords } from "@/shared/format/number";
import { Boundary } from "@/shared/ui/Boundary";
import { Brand } from "@/shared/ui/Brand";
import styles from "./Frame.module.css";
import { LiveBanner, LiveLight } from "./LiveLight";
import { ProductClock } from "./ProductClock";
import { Settings } from "./Settings";

export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={styles.frame}>
      <a className="skip" href="#content">
        {t("skip")}
      </a>
      <header className={styles.top}>
        <Brand />
        <Navigation />
        <div className={styles.right}>
          <LiveLight />
          <ProductClock />
          <Settings />
        </div>
      </header>
      <LiveBanner />
      <OverviewStrip />
      <main id="content" className={styles.content} tabIndex={-1}>
        <Boundary>{children}</Boundary>
      </main>
    </div>
  );
}

// Beside their names stand those who wait for a person, and promises that are overdue.
const waitingForUs: ConversationFilter = {
  state: "waiting_for_person",
  channel: "",
  topic: "",
  lowScore: false,
};
const late = { mine: false, overdue: true };

function Navigation() {
  const { t, i18n } = useTranslation();
  const inControl = useLocation().pathname.startsWith("/disruptions");
  const unreachable = useOverview().data?.unreachable ?? 0;
  const waiting = useConversations(waitingForUs, useMay("conversations.read")).data?.items.length ?? 0;
  const promises = usePromises(late, useMay("cases.work")).data?.items.length ?? 0;
  const letters = useDeadLetters(useMay("feeds.repair")).data;
  const dead = letters?.total ?? letters?.items.length ?? 0;
  const items: [to: string, text: string, count: number][] = [
    ["/", t("nav.control"), 0],
    ["/flights", t("nav.flights"), 0],
    ["/unreached", t("nav.unreached"), unreachable],
    ["/conversations", t("talk.nav"), waiting],
    ["/promises", t("talk.navPromises"), promises],
    ["/dead-letters", t("nav.deadLetters"), dead],
    ["/knowledge", t("nav.knowledge"), 0],
  ];
  return (
    <nav className={styles.nav} aria-label={t("nav.main")}>
      {items.map(([to, text, count]) => (
        <NavLink
          key={to}
          to={to}
          end={to !== "/knowledge"}
          className={({ isActive }) => (isActive || (to === "/" && inControl) ? styles.active : "")}
        >
          {text}
          {count > 0 ? <span className={styles.badge}>{inWords(count, i18n.language)}</span> : null}
        </NavLink>
      ))}
    </nav>
  );
}
