// Sign-in: one card, errors in words.
import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api/http";
import { useSignIn } from "@/shared/api/useSession";
import { Brand } from "@/shared/ui/Brand";
import { useErrorText } from "@/shared/ui/States";
import styles from "./SignIn.module.css";

/** `linkFailed`: the sign-in link that led here did not work. */
export function SignIn({ linkFailed = false }: { linkFailed?: boolean }) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const errorText = useErrorText();
  const words = (error: unknown) => {
    const status = error instanceof ApiError ? error.status : 0;
    if (status === 401 || status === 422) return t("signIn.wrong");
    return status === 429 ? t("signIn.limited") : errorText(error);
  };
  const required = [{ required: true, message: t("signIn.required") }];
  return (
    <main className={styles.page}>
      <section className={styles.card} aria-labelledby="sign-in-title">
        <Brand size={36} />
        <h1 id="sign-in-title">{t("signIn.title")}</h1>
        <p>{t("signIn.subtitle")}</p>
        {linkFailed && signIn.isIdle ? (
          <Alert type="warning" showIcon title={t("signIn.linkFailed")} role="alert" />
        ) : null}
        {signIn.isError ? <Alert type="error" showIcon title={words(signIn.error)} role="alert" /> : null}
        <Form layout="vertical" requiredMark={false} onFinish={(values) => signIn.mutate(values)}>
          <Form.Item name="username" label={t("signIn.username")} rules={required}>
            <Input autoComplete="username" autoFocus size="large" />
          </Form.Item>
          <Form.Item name="password" label={t("signIn.password")} rules={required}>
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>
            {t("signIn.submit")}
          </Button>
        </Form>
      </section>
    </main>
  );
}
