export { PromisesTable } from "./PromisesTable";
