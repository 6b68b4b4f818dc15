export { DeadLetters } from "./DeadLetters";
