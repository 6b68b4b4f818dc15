export { FlightFactsPanel } from "./FlightDrawer";
export { FlightsBoard } from "./FlightsBoard";
