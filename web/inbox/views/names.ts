export type DialogName = "create" | "extend" | "move" | "forget" | "help";
