// Bringing documents in: files and public pages; what could not be read stays with its reason until somebody decides.
import { App, Button, Input, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type ImportDone,
  useFetchPage,
  useImportAct,
  useImports,
  useUpload,
} from "@/shared/api/useKnowledge";
import { useMay } from "@/shared/api/useSession";
import { Empty, Failed, Loading, useErrorText } from "@/shared/ui/States";
import { TimeText } from "@/shared/ui/TimeText";
import styles from "./Knowledge.module.css";

export function Imports() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const { data, error, refetch } = useImports();
  const upload = useUpload();
  const fetchPage = useFetchPage();
  const act = useImportAct();
  const mayEdit = useMay("knowledge.edit");
  const mayFetch = useMay("knowledge.approve");
  const [url, setUrl] = useState("");
  const told = (done: ImportDone) => {
    const first = done.refused[0];
    if (first) void message.error(t("knowledge.imports.refused", { reason: first[1] }));
    else void message.success(t("knowledge.imports.result", { ...done, fresh: done.new }));
  };
  const failed = (problem: unknown) => void message.error(errorText(problem));
  return (
    <div className={styles.work}>
      {mayEdit ? (
        <Upload.Dragger
          accept=".md,.markdown,.txt,.docx,.pdf,.html,.htm"
          showUploadList={false}
          beforeUpload={(file) => {
            upload.mutate(file, { onSuccess: told, onError: failed });
            return false;
          }}
        >
          <p>{t("knowledge.imports.drop")}</p>
          <p className={styles.meta}>{t("knowledge.imports.wait")}</p>
        </Upload.Dragger>
      ) : null}
      {mayFetch ? (
        <div className={styles.actions}>
          <Input
            aria-label={t("knowledge.imports.page")}
            placeholder={t("knowledge.imports.page")}
            value={url}
            onChange={(e) => setUrl(e.target.value)}
          />
          <Button
            disabled={!url.startsWith("https://")}
            loading={fetchPage.isPending}
            onClick={() => fetchPage.mutate(url, { onSuccess: told, onError: failed })}
          >
            {t("knowledge.imports.fetch")}
          </Button>
        </div>
      ) : null}
      {error ? <Failed error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Loading /> : null}
      {data?.length === 0 ? <Empty title={t("knowledge.imports.empty")} /> : null}
      {data?.map((row) => (
        <section key={row.import_id} className={styles.entry}>
          <b className={styles.source}>{row.source}</b>
          <span className={styles.meta}>
            {t("knowledge.imports.by", { name: row.imported_by })} ·{" "}
            <TimeText at={row.imported_at} show="ago" />
          </span>
          <span>
            {row.state === "refused"
              ? t("knowledge.imports.refused", { reason: row.reason })
              : t("knowledge.imports.result", { ...row, fresh: row.new })}
          </span>
          {mayEdit && row.state === "refused" ? (
            <div className={styles.actions}>
              <Button
                size="small"
                onClick={() => act.mutate({ id: row.import_id, act: "retry" }, { onError: failed })}
              >
                {t("knowledge.imports.retry")}
              </Button>
              <Button
                size="small"
                onClick={() => act.mutate({ id: row.import_id, act: "dismiss" }, { onError: failed })}
              >
                {t("knowledge.imports.dismiss")}
              </Button>
            </div>
          ) : null}
        </section>
      ))}
    </div>
  );
}
