// The theme in Ant Design's words.
import { type ThemeConfig, theme } from "antd";
import { fontFamily, type Mode, palettes, radius } from "./theme";

export function antdTheme(mode: Mode): ThemeConfig {
  const p = palettes[mode];
  return {
    algorithm: mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: p.action,
      colorInfo: p.states.blue.solid,
      colorSuccess: p.states.green.solid,
      colorWarning: p.states.amber.solid,
      colorError: p.states.red.solid,
      colorLink: p.ink,
      colorBgLayout: p.paper,
      colorBgContainer: p.surface,
      colorBgElevated: p.raised,
      colorText: p.ink,
      colorTextSecondary: p.inkSoft,
      colorTextTertiary: p.inkFaint,
      colorTextDescription: p.inkFaint,
      colorTextPlaceholder: p.inkFaint,
      colorBorder: p.lineStrong,
      colorBorderSecondary: p.line,
      colorTextLightSolid: p.onAction,
      borderRadius: radius,
      fontFamily,
      fontSize: 14,
      controlHeight: 34,
      wireframe: false,
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", fontWeight: 500 },
      Tabs: { titleFontSize: 14, horizontalMargin: "0" },
      Tooltip: {
        colorBgSpotlight: mode === "dark" ? p.raised : p.action,
        colorTextLightSolid: mode === "dark" ? p.ink : "#fff",
      },
      Segmented: { itemSelectedBg: p.surface, trackBg: p.paper },
    },
  };
}
