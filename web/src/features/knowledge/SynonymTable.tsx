// The table of words that mean the same, edited as text.
import { App, Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSaveSynonyms, useSynonyms } from "@/shared/api/useKnowledge";
import { useMay } from "@/shared/api/useSession";
import { Failed, Loading, useErrorText } from "@/shared/ui/States";
import styles from "./Knowledge.module.css";

export function SynonymTable() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const { data, error, refetch } = useSynonyms();
  const save = useSaveSynonyms();
  const may = useMay("knowledge.approve");
  const [edited, setEdited] = useState<string | null>(null);
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  return (
    <div className={styles.work}>
      <p className={styles.meta}>{t("knowledge.synonyms.help")}</p>
      <Input.TextArea
        aria-label={t("knowledge.tabs.synonyms")}
        readOnly={!may}
        style={{ height: "max(240px, calc(100vh - 340px))" }}
        value={edited ?? data.text}
        onChange={(e) => setEdited(e.target.value)}
      />
      {may ? (
        <div>
          <Button
            type="primary"
            disabled={edited === null}
            loading={save.isPending}
            onClick={() =>
              edited !== null &&
              save.mutate(edited, {
                onSuccess: () => void message.success(t("knowledge.done")),
                onError: (problem: unknown) => void message.error(errorText(problem)),
              })
            }
          >
            {t("knowledge.synonyms.save")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
