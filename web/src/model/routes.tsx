// The model badge alone, for its own refresh.
import { Elysia } from "elysia";
import * as v from "valibot";
import { ask } from "../platform/ask.ts";
import { asSent } from "../platform/fields.ts";
import { html } from "../platform/html.ts";
import type { Shop } from "../shop.ts";
import { ModelBadge } from "./model-badge.tsx";

/** GET /model. When another version serves than the page shows, it tells the page, which then asks anew. */
export function modelRoutes(shop: Shop) {
  return new Elysia({ name: "model" }).get(
    "/model",
    async ({ query }) => {
      const model = await ask(shop.client.model());
      const changed = model.ok && query.version !== undefined && query.version !== model.value.version;
      return html(<ModelBadge model={model} />, {
        headers: changed ? { "hx-trigger": "model-changed" } : {},
      });
    },
    { transform: asSent, query: v.object({ version: v.optional(v.string()) }) },
  );
}
