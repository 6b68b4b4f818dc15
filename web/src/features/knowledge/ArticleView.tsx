// One article: is it still true, who owns it, who uses it; its versions side by side, and what may be done next.
import { Alert, App, Button, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/http";
import { type Article, type Step, useArticle, useStep, type Version } from "@/shared/api/useKnowledge";
import { useMay } from "@/shared/api/useSession";
import { Failed, Loading, useErrorText } from "@/shared/ui/States";
import { TimeText } from "@/shared/ui/TimeText";
import { sideBySide } from "./diff";
import { Editor } from "./Editor";
import styles from "./Knowledge.module.css";
import { Markdown } from "./Markdown";
import { StatePill, Use } from "./Results";

export function ArticleView({ id, onOpen }: { id: string; onOpen: (id: string | null) => void }) {
  const { data, error, refetch } = useArticle(id);
  const [editing, setEditing] = useState(false);
  const newest = data?.versions[0];
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data || !newest) return <Loading rows={8} />;
  if (editing) return <Editor id={id} from={newest} onDone={() => setEditing(false)} />;
  return <Body article={data} newest={newest} onEdit={() => setEditing(true)} onOpen={onOpen} />;
}

interface BodyProps {
  article: Article;
  newest: Version;
  onEdit: () => void;
  onOpen: (id: string | null) => void;
}

function Body({ article, newest, onEdit, onOpen }: BodyProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<number | null>(null);
  const version = article.versions.find((v) => v.number === shown) ?? newest;
  const older = article.versions.find((v) => v.number < version.number);
  return (
    <article className={styles.article}>
      <header>
        <Button size="small" onClick={() => onOpen(null)} className={styles.back}>
          ←
        </Button>
        <h2>{version.content.title}</h2>
        <StatePill state={version.state} />
        <Actions article={article} version={newest} onEdit={onEdit} />
      </header>
      {article.warnings.map((warning) => (
        <Alert key={warning} type="warning" showIcon title={t(`knowledge.warning.${warning}`)} />
      ))}
      {version.note ? <Alert type="info" showIcon title={version.note} /> : null}
      <Facts article={article} version={version} />
      {version.content.heading ? <p className={styles.meta}>{version.content.heading}</p> : null}
      <Markdown text={version.content.body} />
      <section>
        <h3>{t("knowledge.versions")}</h3>
        <Select
          size="small"
          aria-label={t("knowledge.versions")}
          value={version.number}
          onChange={setShown}
          options={article.versions.map((v) => ({
            value: v.number,
            label: `v${v.number} · ${t(`knowledge.state.${v.state}`)} · ${v.author}`,
          }))}
        />
        {older ? <Diff before={older} after={version} /> : null}
      </section>
      <Uses article={article} onOpen={onOpen} />
    </article>
  );
}

function Facts({ article, version }: { article: Article; version: Version }) {
  const { t } = useTranslation();
  const day = (at: string | null | undefined) => (at ? at.slice(0, 10) : null);
  const { valid_from, valid_to } = version.content;
  const facts: [string, React.ReactNode][] = [
    [t("knowledge.field.version"), `v${version.number}`],
    [t("knowledge.field.owner"), article.owner],
    [t("knowledge.field.audience"), t(`knowledge.audience.${version.content.audience}`)],
    [t("knowledge.field.validFrom"), day(valid_from) ?? "–"],
    [t("knowledge.field.validTo"), day(valid_to) ?? t("knowledge.always")],
    [t("knowledge.field.review"), article.review_due ?? "–"],
    [t("knowledge.field.author"), version.author],
    [t("knowledge.field.reviewed"), version.reviewed_by ?? "–"],
    [t("knowledge.field.source"), article.source],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Actions({ article, version, onEdit }: { article: Article; version: Version; onEdit: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const step = useStep();
  const [asking, setAsking] = useState<Step | null>(null);
  const [note, setNote] = useState("");
  const mayEdit = useMay("knowledge.edit");
  const mayApprove = useMay("knowledge.approve");
  const go = (next: Step, told: string, reason = "") =>
    step.mutate(
      { id: article.article_id, number: version.number, step: next, note: reason },
      {
        onSuccess: () => {
          setAsking(null);
          void message.success(told);
        },
        onError: (error: unknown) =>
          void message.error(
            error instanceof ApiError && error.slug === "own-review"
              ? t("knowledge.ownReview")
              : errorText(error),
          ),
      },
    );
  const { state } = version;
  return (
    <div className={styles.actions}>
      {mayEdit && state !== "in_review" ? <Button onClick={onEdit}>{t("knowledge.edit")}</Button> : null}
      {mayEdit && state === "draft" ? (
        <Button type="primary" onClick={() => go("submit", t("knowledge.submitted"))}>
          {t("knowledge.submit")}
        </Button>
      ) : null}
      {mayApprove && state === "in_review" ? (
        <>
          <Button type="primary" onClick={() => go("approve", t("knowledge.approved"))}>
            {t("knowledge.approve")}
          </Button>
          <Button onClick={() => setAsking("send-back")}>{t("knowledge.sendBack")}</Button>
        </>
      ) : null}
      {mayApprove && state === "approved" ? (
        <Button onClick={() => setAsking("withdraw")}>{t("knowledge.withdraw")}</Button>
      ) : null}
      <Modal
        open={asking !== null}
        title={t(asking === "withdraw" ? "knowledge.withdraw" : "knowledge.sendBack")}
        cancelText={t("cancel")}
        okButtonProps={{ disabled: !note.trim(), loading: step.isPending }}
        onCancel={() => setAsking(null)}
        onOk={() => asking && go(asking, t("knowledge.done"), note)}
      >
        <Input
          aria-label={t("knowledge.reason")}
          placeholder={t("knowledge.reason")}
          value={note}
          onChange={(e) => setNote(e.target.value)}
        />
      </Modal>
    </div>
  );
}

function Diff({ before, after }: { before: Version; after: Version }) {
  const { t } = useTranslation();
  const pairs = sideBySide(before.content.body, after.content.body);
  return (
    <>
      <p className={styles.meta}>{t("knowledge.compare", { number: before.number })}</p>
      <div className={styles.diff}>
        {pairs.map((pair, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own
          <div key={i} className={styles.pair}>
            <div className={pair.same ? "" : styles.removed}>{pair.left}</div>
            <div className={pair.same ? "" : styles.added}>{pair.right}</div>
          </div>
        ))}
      </div>
    </>
  );
}

function Uses({ article, onOpen }: { article: Article; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <section>
        <h3>{t("knowledge.links")}</h3>
        {article.links_here.length === 0 ? <p className={styles.meta}>{t("knowledge.noLinks")}</p> : null}
        {article.links_here.map((link) => (
          <Button key={link.article_id} type="link" size="small" onClick={() => onOpen(link.article_id)}>
            {link.title}
          </Button>
        ))}
      </section>
      <section>
        <h3>{t("knowledge.asked")}</h3>
        <p className={styles.meta}>
          {t("knowledge.useAll", { days: article.use.days })}: <Use use={article.use} />
        </p>
        {article.questions.length === 0 ? <p className={styles.meta}>{t("knowledge.noAsked")}</p> : null}
        <ul className={styles.asked}>
          {article.questions.map((question) => (
            <li key={question.question_id}>
              {question.text}{" "}
              <span className={styles.meta}>
                {Math.round(question.score * 100)} % · <TimeText at={question.at} show="ago" />
                {question.rating > 0 ? ` · ${t("knowledge.helped")}` : ""}
                {question.rating < 0 ? ` · ${t("knowledge.notHelped")}` : ""}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
