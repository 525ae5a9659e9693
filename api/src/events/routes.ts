// POST /v1/events: what customers do; DELETE: what was recorded by mistake.
import { Elysia } from "elysia";
import type { TakesBodies } from "../platform/body.ts";
import { requestBody } from "../platform/openapi-schema.ts";
import { Problem } from "../platform/problem.ts";
import { asSent } from "../platform/query-string.ts";
import { checked, parse } from "../platform/validate.ts";
import { EventPath, EventsBody, EventsEnvelope, EventsQuery, EventsResult } from "./schema.ts";
import { type EventServices, recordEvents } from "./service.ts";

const tags = ["Events"];

export const eventRoutes = (services: EventServices & TakesBodies) =>
  new Elysia({ name: "events" })
    .post(
      "/v1/events",
      async ({ body, query: { unknown }, set }) => {
        const result = await recordEvents(services, listOf(body), unknown);
        if (result.rejected === result.results.length)
          throw new Problem("all-rejected", "No event could be accepted; see `results`.", {
            members: { ...result },
          });
        set.status = 202;
        return result;
      },
      {
        parse: services.bodies.json,
        transform: asSent,
        query: checked(EventsQuery),
        response: { 202: EventsResult },
        detail: {
          tags,
          summary: "Record one event or up to 1,000",
          description:
            "Accepted events are on disk when the answer comes and count in the next list. Bad ones are named in " +
            "`results` and the others are kept; when all are bad the answer is a 400 problem with the same `results`. " +
            "An event whose `eventId` is known already is a duplicate and changes nothing, and so is one without " +
            "`eventId` when an equal one is less than a second away (`API_REPETITION_MS`). The first click and the first " +
            "purchase that name a list of the last days by its `recommendationId` count for its model; an event that " +
            "names none is recorded all the same, with a `warning` in its result.",
          operationId: "recordEvents",
          requestBody: requestBody(EventsBody),
        },
      },
    )
    .delete(
      "/v1/events/:id",
      async ({ params: { id }, set }) => {
        if (!(await services.store.deleteEvent(id)))
          throw new Problem("unknown-event", `There is no event "${id}".`);
        set.status = 204;
      },
      {
        params: checked(EventPath),
        detail: {
          tags,
          summary: "Delete an event that was recorded by mistake",
          description:
            "By its `eventId`, or the one that a customer's export names. The next list knows nothing of it; the next " +
            "retrain takes it out of older snapshots. Its id can be recorded again. What metrics counted stays.",
          operationId: "deleteEvent",
          responses: { 204: { description: "It is gone." } },
        },
      },
    );

/** A bare event is a list of one. */
function listOf(body: unknown): unknown[] {
  const isList = typeof body === "object" && body !== null && "events" in body;
  return isList ? parse(EventsEnvelope, body).events : [body];
}
