export { OverviewStrip } from "./OverviewStrip";
