export { ActPanel } from "./ActPanel";
