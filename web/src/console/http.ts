// What the folders of the console need of requests, answers and settings.
export type { MlflowSettings } from "../platform/config.ts";
export { asSent } from "../platform/fields.ts";
export { goTo, isHtmx, type Markup, redirect } from "../platform/html.ts";
