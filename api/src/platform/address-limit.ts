// Refuses addresses that are longer than anything this API could mean, or that are no text.
import { REPLACEMENT } from "@aisle/contract";
import { Elysia } from "elysia";
import { invalidRequest, Problem } from "./problem.ts";
import { readUtf8 } from "./utf8.ts";

/** Most characters of an address. The runtime itself refuses addresses and headers of more than 16 KiB together. */
const MAX_CHARACTERS = 8192;

const ESCAPED_BYTES = /(?:%[0-9a-f]{2})+/gi;
/** U+FFFD: what the runtime puts where bytes were sent that are no UTF-8, unescaped. */
const REPLACED = encodeURIComponent(REPLACEMENT);

/** A plugin for before the routes, and after what observes them. */
export const addressLimit = () =>
  new Elysia({ name: "address-limit" }).onRequest(({ request: { url } }) => {
    if (url.length > MAX_CHARACTERS)
      throw new Problem(
        "address-too-long",
        `An address may have up to ${MAX_CHARACTERS} characters. Lists that take more can be asked for by POST.`,
      );
    if (url.includes("%")) refuseBrokenText(url);
  });

/** Throws `Problem`. An id that was read as another one would be another customer's, or nobody's. */
function refuseBrokenText(url: string): void {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  for (const { 0: escaped, index } of url.matchAll(ESCAPED_BYTES)) {
    const read = readUtf8(Buffer.from(escaped.replaceAll("%", ""), "hex"));
    const where = `in what begins at character ${index - start} of the address`;
    if ("broken" in read)
      throw invalidRequest([{ path: "", message: `The address must be UTF-8: ${read.broken} ${where}.` }]);
    if (escaped.toUpperCase().includes(REPLACED))
      throw invalidRequest([{ path: "", message: `The address must be UTF-8: U+FFFD is ${where}.` }]);
  }
}
