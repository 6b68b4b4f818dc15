export { WavesPanel } from "./WavesPanel";
