export { UnreachedTable } from "./UnreachedTable";
