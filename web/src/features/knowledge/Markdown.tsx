// Markdown as articles use it: headings, lists, quotes, links to articles. Text only, never HTML.
import type { ReactNode } from "react";
import styles from "./Knowledge.module.css";

function inline(text: string): ReactNode[] {
  return text.split(/(\*\*[^*]+\*\*|\[[^\]]*\]\(article:art_[0-9a-z]+\))/g).map((part, i) => {
    const key = `${i}:${part.slice(0, 12)}`;
    const link = /^\[([^\]]*)\]\(article:(art_[0-9a-z]+)\)$/.exec(part);
    if (link) {
      return (
        <a key={key} href={`/knowledge/${link[2]}`}>
          {link[1]}
        </a>
      );
    }
    return part.startsWith("**") ? <strong key={key}>{part.slice(2, -2)}</strong> : part;
  });
}

export function Markdown({ text }: { text: string }) {
  const blocks = text.split(/\n/).filter((line) => line.trim());
  return (
    <div className={styles.markdown}>
      {blocks.map((line, i) => {
        const key = `${i}:${line.slice(0, 16)}`;
        const heading = /^#{1,6}\s+(.*)/.exec(line);
        if (heading) return <h3 key={key}>{inline(heading[1] ?? "")}</h3>;
        const item = /^\s*[-*]\s+(.*)/.exec(line);
        if (item)
          return (
            <div key={key} className={styles.item}>
              {inline(item[1] ?? "")}
            </div>
          );
        if (line.startsWith(">"))
          return <blockquote key={key}>{inline(line.replace(/^>\s?/, ""))}</blockquote>;
        return <p key={key}>{inline(line)}</p>;
      })}
    </div>
  );
}
