// Refuses addresses that are longer than anything this API could mean.
import { Elysia } from "elysia";
import { Problem } from "./problem.ts";

/** Most characters of an address. The runtime itself refuses addresses and headers of more than 16 KiB together. */
const MOST_CHARACTERS = 8192;

/** A plugin for before the routes, and after what observes them. */
export const addressLimit = () =>
  new Elysia({ name: "address-limit" }).onRequest(({ request }) => {
    if (request.url.length > MOST_CHARACTERS)
      throw new Problem(
        "address-too-long",
        `An address may have up to ${MOST_CHARACTERS} characters. Lists that take more can be asked for by POST.`,
      );
  });
