export type DialogName = "create" | "extend" | "move" | "program" | "forget" | "help";
