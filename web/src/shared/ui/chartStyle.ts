// Axes, grid and tooltip of all charts, from the theme.
import { fontFamily, type Mode, palettes } from "@/shared/theme/theme";

export function chartBase(mode: Mode) {
  const p = palettes[mode];
  const text = { color: p.inkFaint, fontFamily, fontSize: 12 };
  return {
    palette: p,
    common: {
      animation: false,
      textStyle: text,
      grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
      legend: {
        top: 0,
        left: 0,
        icon: "roundRect",
        itemWidth: 14,
        itemHeight: 3,
        textStyle: { ...text, color: p.inkSoft },
      },
      tooltip: {
        trigger: "axis",
        backgroundColor: p.raised,
        borderColor: p.line,
        textStyle: { color: p.ink, fontFamily, fontSize: 12 },
      },
    },
    axis: {
      axisLine: { lineStyle: { color: p.lineStrong } },
      axisTick: { show: false },
      axisLabel: text,
      splitLine: { lineStyle: { color: p.line } },
      nameTextStyle: text,
    },
  };
}
