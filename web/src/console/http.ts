// What the folders of the console need of requests and answers.
export { asSent } from "../platform/fields.ts";
export { type Markup, redirect } from "../platform/html.ts";
