export { PlanPanel } from "./PlanPanel";
