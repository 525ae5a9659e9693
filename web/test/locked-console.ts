// A visit to a shop whose console asks for a key.
import { createClient } from "@aisle/client";
import type { OperationsClient } from "../src/console/operations/operations.ts";
import { Sessions } from "../src/console/sign-in/sessions.ts";
import { catalogue } from "./catalogue.ts";
import { type Visit, visitShop } from "./visit.ts";

/** What the API takes. */
export const KEY = "aisle_0123456789ab_secret";
export const OTHER = "aisle_ba9876543210_other";

/** `pass` lets time go by for the sessions. */
export async function visitLockedConsole(
  operations?: OperationsClient,
): Promise<Visit & { pass(milliseconds: number): void }> {
  let now = Date.now();
  let url = "";
  const elsewhere = "http://api.test";
  const sessions = new Sessions({
    clientWith: (apiKey) =>
      createClient({
        baseUrl: elsewhere,
        apiKey,
        retries: 0,
        fetch: (address, init) => fetch(address.replace(elsewhere, url), init),
      }),
    now: () => now,
    newToken: () => crypto.randomUUID(),
  });
  const visit = await visitShop(catalogue(24), ["c1"], { consoleHosts: ["localhost"], sessions, operations });
  ({ url } = visit.api);
  visit.api.keys = new Set([KEY, OTHER]);
  return { ...visit, pass: (milliseconds) => void (now += milliseconds) };
}
