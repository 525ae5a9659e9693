// What every feature of the shop is given: the way to the API, and the sources of what a test must control.
import type { Client } from "@aisle/client";
import type { Assets } from "./platform/assets.ts";

export interface Shop {
  readonly client: Client;
  readonly assets: Assets;
  /** Makes the names of strangers. */
  readonly uuid: () => string;
}
