// Light or dark: the system's choice until the user says otherwise, then remembered on this device.
import { App, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { antdTheme } from "./antd";
import { type Mode, paint } from "./theme";

export type ModeChoice = Mode | "system";
const STORE = "hongyan.theme";
const darkQuery = () => window.matchMedia("(prefers-color-scheme: dark)");

interface ThemeContextValue {
  mode: Mode;
  choice: ModeChoice;
  choose: (choice: ModeChoice) => void;
}
const ThemeContext = createContext<ThemeContextValue>({ mode: "light", choice: "system", choose: () => {} });
export const useThemeMode = (): ThemeContextValue => useContext(ThemeContext);

function stored(): ModeChoice {
  const value = localStorage.getItem(STORE);
  return value === "light" || value === "dark" ? value : "system";
}

export function ThemeProvider({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const [choice, setChoice] = useState<ModeChoice>(stored);
  const [systemDark, setSystemDark] = useState(() => darkQuery().matches);

  useEffect(() => {
    const query = darkQuery();
    const follow = () => setSystemDark(query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);

  const mode: Mode = choice === "system" ? (systemDark ? "dark" : "light") : choice;
  useEffect(() => paint(mode), [mode]);

  const value = useMemo(
    () => ({
      mode,
      choice,
      choose: (next: ModeChoice) => {
        if (next === "system") localStorage.removeItem(STORE);
        else localStorage.setItem(STORE, next);
        setChoice(next);
      },
    }),
    [mode, choice],
  );
  const theme = useMemo(() => antdTheme(mode), [mode]);
  return (
    <ThemeContext value={value}>
      <ConfigProvider
        button={{ autoInsertSpace: false }}
        theme={theme}
        locale={i18n.language === "zh-CN" ? zhCN : enUS}
      >
        <App message={{ maxCount: 3 }}>{children}</App>
      </ConfigProvider>
    </ThemeContext>
  );
}
