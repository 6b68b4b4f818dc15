// Time zones of stations, out of what is on screen anyway: the disruptions list.
import { useMemo } from "react";
import { useDisruptions } from "./useDisruptions";

export function useZones(): Record<string, string> {
  const { data } = useDisruptions();
  return useMemo(() => {
    const zones: Record<string, string> = {};
    for (const item of data ?? []) {
      zones[item.board] = item.board_zone;
      zones[item.off] = item.off_zone;
    }
    return zones;
  }, [data]);
}
