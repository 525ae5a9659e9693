export * from "./open.ts";
export { idOfContent, isIdOfContent } from "./queries/repetitions.ts";
export * from "./store.ts";
export { fold } from "./queries/search-text.ts";
