export * from "./client.ts";
export type * from "./customers.ts";
export * from "./errors.ts";
export type * from "./events.ts";
export type * from "./items.ts";
export type * from "./model.ts";
export type * from "./recommendations.ts";
export type * from "./rules.ts";
export type { CallOptions, Fetch } from "./transport.ts";
