// The designed states of any screen part: loading, empty, failed.
import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/http";
import styles from "./States.module.css";

export function Loading({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className={styles.loading} role="status" aria-label={t("loading")}>
      <Skeleton active title={false} paragraph={{ rows, width: "100%" }} />
    </div>
  );
}

export function Empty({ title, help, children }: { title: string; help?: string; children?: ReactNode }) {
  return (
    <div className={styles.empty}>
      <svg width="56" height="28" viewBox="0 0 56 28" aria-hidden="true">
        <path
          d="M2 20c8-1 14-6 17-14 2 6 1 10-1 13 7-2 13-8 22-8-6 4-10 11-18 13-6 2-14 0-20-4z"
          fill="currentColor"
        />
      </svg>
      <strong>{title}</strong>
      {help ? <p>{help}</p> : null}
      {children}
    </div>
  );
}

/** What an error means, in words for the reader. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiError)) return t("error.other", { message: String(error) });
    if (error.status === 0) return t("error.offline");
    if (error.status === 403) return t("error.forbidden");
    if (error.status === 404) return t("error.notFound");
    if (error.status === 409) return t("error.conflict");
    return t("error.other", { message: error.message || error.slug });
  };
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const text = useErrorText();
  return (
    <div className={styles.failed} role="alert">
      <strong>{t("error.title")}</strong>
      <p>{text(error)}</p>
      {retry ? <Button onClick={retry}>{t("retry")}</Button> : null}
    </div>
  );
}
