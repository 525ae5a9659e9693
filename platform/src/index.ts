export * from "./own-hosts.ts";
export * from "./path-inside.ts";
export * from "./query-string.ts";
export * from "./private-files.ts";
export * from "./read-bounded.ts";
export * from "./read-bounded-text.ts";
export * from "./redact.ts";
