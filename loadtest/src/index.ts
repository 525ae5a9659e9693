// For other rooms: to put a load on an API and to judge how it held.
export { load, type LoadOptions } from "./measure/load.ts";
export { findOha, OhaError } from "./oha/run.ts";
export type { Check } from "./runs/run.ts";
export type { Scenario, Stage } from "./scenario/scenario.ts";
export { SCENARIOS } from "./scenario/scenarios.ts";
export { judge } from "./verdict.ts";
