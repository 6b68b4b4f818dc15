export { PassengerDrawer } from "./PassengerDrawer";
