// The server's own shapes, by name, from the generated client. Only the files of this folder use them.
import type { components } from "./schema";

export type Server = components["schemas"];
