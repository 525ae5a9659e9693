// POST /v1/events: what customers do.
import { Elysia } from "elysia";
import type { TakesBodies } from "../platform/body.ts";
import { requestBody } from "../platform/openapi-schema.ts";
import { Problem } from "../platform/problem.ts";
import { parse } from "../platform/validate.ts";
import { EventsBody, EventsEnvelope, EventsResult } from "./schema.ts";
import { type EventServices, recordEvents } from "./service.ts";

export const eventRoutes = (services: EventServices & TakesBodies) =>
  new Elysia({ name: "events" }).post(
    "/v1/events",
    async ({ body, set }) => {
      const result = await recordEvents(services, listOf(body));
      if (result.rejected === result.results.length)
        throw new Problem("all-rejected", "No event could be accepted; see `results`.", {
          members: { ...result },
        });
      set.status = 202;
      return result;
    },
    {
      parse: services.bodies.json,
      response: { 202: EventsResult },
      detail: {
        tags: ["Events"],
        summary: "Record one event or up to 1,000",
        description:
          "Accepted events are on disk when the answer comes and count in the next list. Bad ones are named in " +
          "`results` and the others are kept; when all are bad the answer is a 400 problem with the same `results`. " +
          "An event whose `eventId` is known already is a duplicate and changes nothing. The first click and the first " +
          "purchase that name a list of the last days by its `recommendationId` count for its model; an event that " +
          "names none is recorded all the same, with a `warning` in its result.",
        operationId: "recordEvents",
        requestBody: requestBody(EventsBody),
      },
    },
  );

/** A bare event is a list of one. */
function listOf(body: unknown): unknown[] {
  const isList = typeof body === "object" && body !== null && "events" in body;
  return isList ? parse(EventsEnvelope, body).events : [body];
}
