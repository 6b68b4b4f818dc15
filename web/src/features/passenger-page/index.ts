export { tokenOf } from "./api";
export { PassengerApp } from "./PassengerApp";
