// The switch of "what the recommender sees".
import { Elysia } from "elysia";
import * as v from "valibot";
import { redirect } from "../platform/html.ts";
import { insideCookie } from "../view/view.ts";

/** A page of this shop: neither another host nor anything but a path. */
const ownPath = v.pipe(v.string(), v.maxLength(2_000), v.regex(/^\/(?![/\\])[\u0021-\u007e]*$/));

/** POST /inside, which leads back to the page where the switch was turned. */
export const insideRoutes = new Elysia({ name: "inside" }).post(
  "/inside",
  ({ body: { on, back } }) => redirect(back, [insideCookie(on === "1")]),
  { body: v.object({ on: v.picklist(["0", "1"]), back: ownPath }) },
);
