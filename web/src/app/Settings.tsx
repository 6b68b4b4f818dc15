// Language, appearance and sign-out in one menu.
import { GlobalOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useSession, useSignOut } from "@/shared/api/useSession";
import { chooseLanguage } from "@/shared/i18n";
import { type ModeChoice, useThemeMode } from "@/shared/theme/ThemeProvider";

const modes: ModeChoice[] = ["system", "light", "dark"];

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const chinese = i18n.language === "zh-CN";
  return (
    <Button
      type="text"
      size="small"
      icon={<GlobalOutlined aria-hidden />}
      aria-label={t("language")}
      lang={chinese ? "en" : "zh-CN"}
      onClick={() => chooseLanguage(chinese ? "en" : "zh-CN")}
    >
      {chinese ? "English" : "中文"}
    </Button>
  );
}

export function Settings() {
  const { t } = useTranslation();
  const { choice, choose } = useThemeMode();
  const user = useSession().data?.user;
  const signOut = useSignOut();
  return (
    <>
      <LanguageSwitch />
      <Dropdown
        trigger={["click"]}
        menu={{
          selectedKeys: [`theme.${choice}`],
          items: [
            {
              key: "who",
              type: "group",
              label: `${user?.name ?? ""} · ${t(`role.${user?.role ?? "agent"}`)}`,
            },
            {
              key: "theme",
              type: "group",
              label: t("theme.label"),
              children: modes.map((mode) => ({
                key: `theme.${mode}`,
                label: t(`theme.${mode}`),
                onClick: () => choose(mode),
              })),
            },
            { type: "divider" },
            { key: "out", label: t("account.signOut"), onClick: () => signOut.mutate() },
          ],
        }}
      >
        <Button
          type="text"
          size="small"
          icon={<UserOutlined aria-hidden />}
          aria-label={t("account.menu", { name: user?.name ?? "" })}
        />
      </Dropdown>
    </>
  );
}
