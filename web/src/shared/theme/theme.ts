// The one theme file: colours, spacing and type for the control room and the passenger's page.
// Colour means state and nothing else; actions and surfaces are ink and paper.

export type Mode = "light" | "dark";
export type StateColor = "blue" | "green" | "amber" | "red" | "grey";

/** fg = text and shapes on a surface (AA), bg = quiet fill behind fg, solid = bars and rings. */
export interface Shade {
  fg: string;
  bg: string;
  solid: string;
}

export interface Palette {
  paper: string;
  surface: string;
  sunken: string;
  raised: string;
  line: string;
  lineStrong: string;
  ink: string;
  inkSoft: string;
  inkFaint: string;
  action: string;
  onAction: string;
  states: Record<StateColor, Shade>;
}

export const palettes: Record<Mode, Palette> = {
  light: {
    paper: "#f3f5f7",
    surface: "#ffffff",
    sunken: "#f7f9fa",
    raised: "#ffffff",
    line: "#e3e8ed",
    lineStrong: "#c6ced7",
    ink: "#17212d",
    inkSoft: "#4a5867",
    inkFaint: "#64727f",
    action: "#1c2b3d",
    onAction: "#ffffff",
    states: {
      blue: { fg: "#1a56a8", bg: "#e8f0fb", solid: "#3d7fd6" },
      green: { fg: "#1b6b45", bg: "#e5f4ec", solid: "#2f9e69" },
      amber: { fg: "#8a5300", bg: "#fdf1dc", solid: "#e09a1f" },
      red: { fg: "#a8251f", bg: "#fcebea", solid: "#d3443c" },
      grey: { fg: "#4f5b67", bg: "#eceff2", solid: "#98a4b0" },
    },
  },
  dark: {
    paper: "#0f151c",
    surface: "#17202a",
    sunken: "#131b24",
    raised: "#1e2935",
    line: "#273442",
    lineStrong: "#3b4b5c",
    ink: "#e7edf3",
    inkSoft: "#b0bdca",
    inkFaint: "#8f9dab",
    action: "#dfe8f1",
    onAction: "#121a23",
    states: {
      blue: { fg: "#8fbcf6", bg: "#182c46", solid: "#4d8fe6" },
      green: { fg: "#79d3a5", bg: "#14322a", solid: "#37a671" },
      amber: { fg: "#f0c173", bg: "#372a14", solid: "#d9962a" },
      red: { fg: "#f59a94", bg: "#3c1f20", solid: "#dc5750" },
      grey: { fg: "#b4c0cb", bg: "#26313d", solid: "#75828f" },
    },
  },
};

export const space = { xs: 4, s: 8, m: 12, l: 16, xl: 24 } as const;
export const radius = 8;
export const fontFamily =
  '"Inter", system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Helvetica Neue", Arial, sans-serif';

/** The palette as CSS custom properties, for style sheets. */
export function cssVariables(mode: Mode): Record<string, string> {
  const p = palettes[mode];
  const variables: Record<string, string> = {
    "--paper": p.paper,
    "--surface": p.surface,
    "--sunken": p.sunken,
    "--raised": p.raised,
    "--line": p.line,
    "--line-strong": p.lineStrong,
    "--ink": p.ink,
    "--ink-soft": p.inkSoft,
    "--ink-faint": p.inkFaint,
    "--action": p.action,
    "--on-action": p.onAction,
    "--font": fontFamily,
  };
  for (const [name, shade] of Object.entries(p.states)) {
    variables[`--${name}-fg`] = shade.fg;
    variables[`--${name}-bg`] = shade.bg;
    variables[`--${name}`] = shade.solid;
  }
  return variables;
}

/** Write the palette onto the document, with its `color-scheme`. */
export function paint(mode: Mode, root: HTMLElement = document.documentElement): void {
  for (const [name, value] of Object.entries(cssVariables(mode))) root.style.setProperty(name, value);
  root.style.colorScheme = mode;
  root.dataset.theme = mode;
}
