// What nobody could answer, grouped; a drafted article for it; and how many questions it answers now.
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useDismissWork, useDraftWork, useGather, useWork, type Work } from "@/shared/api/useKnowledge";
import { useMay } from "@/shared/api/useSession";
import { Pill } from "@/shared/ui/Pill";
import { Empty, Failed, Loading, useErrorText } from "@/shared/ui/States";
import styles from "./Knowledge.module.css";

export function WorkList({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useWork();
  const gather = useGather();
  const may = useMay("knowledge.edit");
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={6} />;
  const button = may ? (
    <Button onClick={() => gather.mutate(undefined)} loading={gather.isPending}>
      {t("knowledge.work.gather")}
    </Button>
  ) : null;
  if (data.items.length === 0)
    return (
      <Empty title={t("knowledge.work.empty")} help={t("knowledge.work.emptyHelp")}>
        {button}
      </Empty>
    );
  return (
    <div className={styles.work}>
      <div>{button}</div>
      {data.items.map((work) => (
        <Entry key={work.work_id} work={work} onOpen={onOpen} may={may} />
      ))}
    </div>
  );
}

function Entry({ work, onOpen, may }: { work: Work; onOpen: (id: string) => void; may: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const draft = useDraftWork();
  const dismiss = useDismissWork();
  const failed = (error: unknown) => void message.error(errorText(error));
  const id = work.article_id;
  return (
    <section className={styles.entry}>
      <span className={styles.line}>
        <b>{work.label}</b>
        <Pill
          color={work.state === "done" ? "green" : work.state === "drafted" ? "amber" : "grey"}
          shape="dot"
        >
          {t(`knowledge.work.state.${work.state}`)}
        </Pill>
        <span className={styles.meta}>{t("knowledge.work.asked", { count: work.questions.length })}</span>
      </span>
      <ul className={styles.asked}>
        {work.questions.slice(0, 5).map((q) => (
          <li key={q.question_id}>{q.text}</li>
        ))}
      </ul>
      {work.before ? (
        <p className={styles.meta}>
          {t("knowledge.work.before")} {work.before.answered}/{work.before.questions}
          {work.after ? ` → ${t("knowledge.work.after")} ${work.after.answered}/${work.after.questions}` : ""}
        </p>
      ) : null}
      <div className={styles.actions}>
        {may && work.state === "open" ? (
          <>
            <Button
              size="small"
              type="primary"
              loading={draft.isPending}
              onClick={() =>
                draft.mutate(work.work_id, { onSuccess: (v) => onOpen(v.article_id), onError: failed })
              }
            >
              {t("knowledge.work.draft")}
            </Button>
            <Button size="small" onClick={() => dismiss.mutate(work.work_id, { onError: failed })}>
              {t("knowledge.work.dismiss")}
            </Button>
          </>
        ) : null}
        {id ? (
          <Button size="small" onClick={() => onOpen(id)}>
            {t("knowledge.work.open")}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
