export { PassengerTable } from "./PassengerTable";
