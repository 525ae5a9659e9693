export * from "./digest.ts";
export * from "./event-time.ts";
export * from "./id.ts";
export * from "./line.ts";
export * from "./model-version.ts";
export * from "./numbers.ts";
export * from "./recommendation-id.ts";
export * from "./search.ts";
