// Writing a version: fields, Markdown and its preview side by side; saving keeps a draft, nothing more.
import { App, Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Content, useSaveArticle, type Version } from "@/shared/api/useKnowledge";
import { useErrorText } from "@/shared/ui/States";
import styles from "./Knowledge.module.css";
import { Markdown } from "./Markdown";

interface Props {
  id: string | null;
  from: Version | null;
  onDone: (id: string | null) => void;
}

export function Editor({ id, from, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const save = useSaveArticle();
  const old = from?.content;
  const [draft, setDraft] = useState({
    title: old?.title ?? "",
    body: old?.body ?? "",
    language: old?.language ?? i18n.language,
    audience: old?.audience ?? "public",
    keywords: old?.keywords.join(", ") ?? "",
    valid_from: old?.valid_from?.slice(0, 10) ?? "",
    valid_to: old?.valid_to?.slice(0, 10) ?? "",
  });
  const set = (change: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...change }));
  const day = (value: string) => (value ? `${value}T00:00:00Z` : null);
  const content = (): Content => ({
    title: draft.title,
    body: draft.body,
    language: draft.language === "en" ? "en" : "zh-CN",
    audience: draft.audience,
    heading: old?.heading ?? "",
    keywords: draft.keywords.split(/[,，、]/),
    tags: old?.tags ?? [],
    valid_from: day(draft.valid_from),
    valid_to: day(draft.valid_to),
  });
  const keep = () =>
    save.mutate(
      { id, content: content() },
      {
        onSuccess: (version) => {
          void message.success(t("knowledge.saved"));
          onDone(version.article_id);
        },
        onError: (error: unknown) => void message.error(errorText(error)),
      },
    );
  return (
    <form className={styles.editor} onSubmit={(e) => e.preventDefault()}>
      <div className={styles.fields}>
        <div className={styles.wide}>
          <span aria-hidden="true">{t("knowledge.field.title")}</span>
          <Input
            aria-label={t("knowledge.field.title")}
            value={draft.title}
            maxLength={300}
            onChange={(e) => set({ title: e.target.value })}
          />
        </div>
        <div className={styles.wide}>
          <span aria-hidden="true">{t("knowledge.field.keywords")}</span>
          <Input
            aria-label={t("knowledge.field.keywords")}
            value={draft.keywords}
            onChange={(e) => set({ keywords: e.target.value })}
          />
        </div>
        <div>
          <span aria-hidden="true">{t("knowledge.field.language")}</span>
          <Select
            aria-label={t("knowledge.field.language")}
            value={draft.language}
            onChange={(language) => set({ language })}
            options={["zh-CN", "en"].map((value) => ({ value, label: t(`knowledge.language.${value}`) }))}
          />
        </div>
        <div>
          <span aria-hidden="true">{t("knowledge.field.audience")}</span>
          <Select
            aria-label={t("knowledge.field.audience")}
            value={draft.audience}
            onChange={(audience) => set({ audience })}
            options={(["public", "agents"] as const).map((value) => ({
              value,
              label: t(`knowledge.audience.${value}`),
            }))}
          />
        </div>
        <div>
          <span aria-hidden="true">{t("knowledge.field.validFrom")}</span>
          <Input
            aria-label={t("knowledge.field.validFrom")}
            type="date"
            value={draft.valid_from}
            onChange={(e) => set({ valid_from: e.target.value })}
          />
        </div>
        <div>
          <span aria-hidden="true">{t("knowledge.field.validTo")}</span>
          <Input
            aria-label={t("knowledge.field.validTo")}
            type="date"
            value={draft.valid_to}
            onChange={(e) => set({ valid_to: e.target.value })}
          />
        </div>
      </div>
      <div className={styles.halves}>
        <div>
          <span aria-hidden="true">{t("knowledge.text")}</span>
          <Input.TextArea
            aria-label={t("knowledge.text")}
            value={draft.body}
            autoSize={{ minRows: 14, maxRows: 30 }}
            onChange={(e) => set({ body: e.target.value })}
          />
        </div>
        <div>
          {t("knowledge.preview")}
          <div className={styles.preview}>
            <Markdown text={draft.body} />
          </div>
        </div>
      </div>
      <div className={styles.actions}>
        <Button
          type="primary"
          disabled={!draft.title.trim() || !draft.body.trim()}
          loading={save.isPending}
          onClick={keep}
        >
          {t("knowledge.save")}
        </Button>
        <Button onClick={() => onDone(id)}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
