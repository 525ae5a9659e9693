// What every feature of the shop is given: the way to the API, and the sources of what a test must control.
import type { Client } from "@aisle/client";
import type { Assets } from "./platform/assets.ts";
import type { Departments } from "./search/departments.tsx";
import type { Money } from "./view/money.ts";

export interface Shop {
  readonly client: Client;
  readonly assets: Assets;
  readonly money: Money;
  /** Origins whose pictures of products are shown, such as `https://images.example`. */
  readonly imageOrigins: readonly string[];
  /** The API's base URL, shown in a request to copy. */
  readonly apiUrl: string;
  /** Whether the API is asked with a key. */
  readonly hasApiKey: boolean;
  /** Whether the console asks for a key before it shows anything. */
  readonly consoleAsksForKey: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The largest categories, as they were last asked for. */
  readonly departments: Departments;
  /** Makes the names of strangers. */
  readonly uuid: () => string;
}
