export { UnreachedOfDisruption, UnreachedTable } from "./UnreachedTable";
