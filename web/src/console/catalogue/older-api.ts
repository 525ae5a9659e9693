// What is said where the API has no such address: it is older than the console.
import type { Told } from "../ask.ts";

/** `what` is what the API does not tell. */
export const orOlder = <T>(told: Told<T>, what: string): Told<T> =>
  told.ok || told.trouble.kind !== "missing"
    ? told
    : {
        ok: false,
        trouble: {
          ...told.trouble,
          text: `The API does not tell ${what}: it is older than this console. Bring both to the same version.`,
        },
      };
