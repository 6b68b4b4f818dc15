export { DisruptionHeader } from "./DisruptionHeader";
export { DisruptionList } from "./DisruptionList";
export { Story } from "./Story";
export { byUrgency } from "./urgency";
