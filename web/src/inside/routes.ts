// The switch of "what the recommender sees".
import { Elysia } from "elysia";
import * as v from "valibot";
import { redirect } from "../platform/html.ts";
import { insideCookie } from "../view/view.ts";
import { ownPath } from "./own-path.ts";

/** POST /inside, which leads back to the page where the switch was turned. */
export const insideRoutes = new Elysia({ name: "inside" }).post(
  "/inside",
  ({ body: { on, back } }) => redirect(back, [insideCookie(on === "1")]),
  { body: v.object({ on: v.picklist(["0", "1"]), back: ownPath }) },
);
