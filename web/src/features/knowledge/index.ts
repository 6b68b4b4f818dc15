export { KnowledgeDesk } from "./KnowledgeDesk";
