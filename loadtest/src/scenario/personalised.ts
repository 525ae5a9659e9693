// What the serving benchmark asks with goes by this name there.
export type { Posts as Scenario } from "../oha/run.ts";
