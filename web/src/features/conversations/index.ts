export { ConversationsView } from "./ConversationsView";
