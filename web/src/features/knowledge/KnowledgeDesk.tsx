// Knowledge: search as you type beside the article; the work list, imports and synonyms behind tabs.
import { AutoComplete, Button, Input, Tabs } from "antd";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSuggestions } from "@/shared/api/useKnowledge";
import { useMay } from "@/shared/api/useSession";
import { ArticleView } from "./ArticleView";
import { Editor } from "./Editor";
import { Imports } from "./Imports";
import styles from "./Knowledge.module.css";
import { ArticleListing, SearchResults } from "./Results";
import { SynonymTable } from "./SynonymTable";
import { WorkList } from "./WorkList";

interface Props {
  articleId: string | null;
  onOpen: (id: string | null) => void;
}

export function KnowledgeDesk({ articleId, onOpen }: Props) {
  const { t } = useTranslation();
  const [tab, setTab] = useState("articles");
  const open = (id: string | null) => {
    setTab("articles");
    onOpen(id);
  };
  return (
    <section className={styles.page} aria-labelledby="knowledge-title">
      <header className={styles.head}>
        <h1 id="knowledge-title">{t("knowledge.title")}</h1>
        <p>{t("knowledge.help")}</p>
      </header>
      <Tabs
        activeKey={tab}
        onChange={setTab}
        className={styles.tabs}
        items={[
          {
            key: "articles",
            label: t("knowledge.tabs.articles"),
            children: <Articles articleId={articleId} onOpen={open} />,
          },
          { key: "work", label: t("knowledge.tabs.work"), children: <WorkList onOpen={open} /> },
          { key: "imports", label: t("knowledge.tabs.imports"), children: <Imports /> },
          { key: "synonyms", label: t("knowledge.tabs.synonyms"), children: <SynonymTable /> },
        ]}
      />
    </section>
  );
}

function Articles({ articleId, onOpen }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [writing, setWriting] = useState(false);
  const query = useDeferredValue(typed);
  const suggestions = useSuggestions(query).data ?? [];
  const may = useMay("knowledge.edit");
  const detail = writing || articleId !== null;
  const list = { selected: articleId, onOpen };
  return (
    <div className={`${styles.panes} ${detail ? styles.detail : ""}`}>
      <div className={styles.left}>
        <div className={styles.searchLine}>
          <AutoComplete
            value={typed}
            onChange={setTyped}
            options={typed ? suggestions.map((value) => ({ value })) : []}
            defaultActiveFirstOption={false}
            className={styles.search}
          >
            <Input.Search aria-label={t("knowledge.search")} placeholder={t("knowledge.search")} allowClear />
          </AutoComplete>
          {may ? <Button onClick={() => setWriting(true)}>{t("knowledge.write")}</Button> : null}
        </div>
        {query.trim() ? <SearchResults query={query} {...list} /> : <ArticleListing {...list} />}
      </div>
      {detail ? (
        <div className={styles.right}>
          {writing ? (
            <Editor
              id={null}
              from={null}
              onDone={(id) => {
                setWriting(false);
                if (id) onOpen(id);
              }}
            />
          ) : articleId ? (
            <ArticleView key={articleId} id={articleId} onOpen={onOpen} />
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
