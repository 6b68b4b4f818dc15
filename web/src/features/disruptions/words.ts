// Colours and shapes of disruption kinds and campaign states.
import type { CampaignState, DisruptionKind } from "@/shared/api/types";
import type { StateColor } from "@/shared/theme/theme";
import type { Shape } from "@/shared/ui/ledgerParts";

type Look = { color: StateColor; shape: Shape };

export const kindLook: Record<DisruptionKind, Look> = {
  cancelled: { color: "red", shape: "cross" },
  delayed: { color: "amber", shape: "clock" },
  diverted: { color: "red", shape: "triangle" },
  advanced: { color: "amber", shape: "clock" },
  misconnect: { color: "amber", shape: "triangle" },
};

export const campaignLook: Record<CampaignState, Look> = {
  waiting_approval: { color: "amber", shape: "person" },
  running: { color: "blue", shape: "dot" },
  paused: { color: "amber", shape: "clock" },
  stopped: { color: "grey", shape: "cross" },
  done: { color: "green", shape: "check" },
};
