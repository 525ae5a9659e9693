// Records events: each is judged by itself, and what is accepted is on disk before the answer.
import { isPossibleEventTime, parseTime } from "@aisle/contract";
import { type EventTypeName, idOfContent, isIdOfContent, type NewEvent, type Store } from "@aisle/store";
import * as v from "valibot";
import type { ModelHolder } from "../model/holder.ts";
import { firstError } from "../platform/issues.ts";
import { credit, type CreditServices } from "./credit.ts";
import type { EventMetrics } from "./metrics.ts";
import { Event, type EventsResult } from "./schema.ts";

export interface EventServices extends CreditServices {
  readonly store: Pick<Store, "appendEvents" | "deleteEvent" | "getItems" | "firstWithRecommendation">;
  readonly models: ModelHolder;
  readonly metrics: EventMetrics;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** A random id for an event that has none, where repetitions of these count. */
  readonly newId: () => string;
  /** Milliseconds within which an event without an id is taken for a repetition of an equal one; 0 for never. */
  readonly repetitionMs: number;
}

type Judged = { readonly event: NewEvent } | { readonly error: string };

/**
 * Records what can be recorded; one result per given event, in order. `unknown` says what becomes of events of items that
 * the catalogue does not have. Throws `StoreError`.
 */
export async function recordEvents(
  services: EventServices,
  given: readonly unknown[],
  unknown: "reject" | "keep" = "reject",
): Promise<EventsResult> {
  const wellFormed = given.map((event) => toEvent(event, services));
  const judged = unknown === "keep" ? wellFormed : await withKnownItems(services, wellFormed);
  const accepted = judged.flatMap((entry) => ("event" in entry ? [entry.event] : []));
  const outcomes = accepted.length === 0 ? [] : await services.store.appendEvents(accepted);
  const recorded = accepted.filter((_, at) => outcomes[at] === "recorded");
  count(services.metrics, recorded);
  const warnings = await credit(services, recorded);
  let next = 0;
  const results = judged.map((entry, index) => {
    if ("error" in entry) return { index, status: "rejected" as const, error: entry.error };
    const status = outcomes[next++]!;
    const warning = status === "recorded" ? warnings.get(entry.event.eventId) : undefined;
    return { index, status, ...(warning !== undefined && { warning }) };
  });
  services.metrics.rejected(results.length - accepted.length);
  const duplicates = outcomes.filter((outcome) => outcome === "duplicate").length;
  return {
    accepted: accepted.length - duplicates,
    duplicates,
    rejected: given.length - accepted.length,
    results,
  };
}

function toEvent(given: unknown, { clock, newId, repetitionMs }: EventServices): Judged {
  const now = clock();
  const parsed = v.safeParse(Event, given);
  if (!parsed.success) return { error: firstError(parsed.issues) };
  const { eventId, occurredAt = now, ...rest } = parsed.output;
  const time = typeof occurredAt === "string" ? parseTime(occurredAt) : occurredAt;
  if (!isPossibleEventTime(time, now)) return { error: `occurredAt: ${whyImpossible(time, now)}` };
  const event = { ...rest, occurredAt: time };
  if (eventId !== undefined) {
    // From an export, say. Anybody's own could be in the way of what customers do.
    if (isIdOfContent(eventId) && eventId !== idOfContent(event))
      return { error: "eventId: such ids are made by the API, of what the event says" };
    return { event: { ...event, eventId } };
  }
  if (repetitionMs === 0) return { event: { ...event, eventId: newId() } };
  return { event: { ...event, eventId: idOfContent(event), repeatsWithinMs: repetitionMs } };
}

/** What is wrong with a time, in words that help whoever sent it. */
function whyImpossible(time: number, now: number): string {
  if (isPossibleEventTime(time * 1000, now)) return "these are unix seconds: send milliseconds";
  if (isPossibleEventTime(time / 1000, now)) return "these are unix microseconds: send milliseconds";
  return time > now ? "more than a day ahead" : "before 1995";
}

async function withKnownItems(services: EventServices, wellFormed: readonly Judged[]): Promise<Judged[]> {
  const known = await knownItems(services, wellFormed);
  return wellFormed.map((entry) =>
    "event" in entry && !known.has(entry.event.itemId)
      ? { error: `itemId: unknown item "${entry.event.itemId}"` }
      : entry,
  );
}

/** Those items of the events that exist. The recommender knows most of them without asking the store. */
async function knownItems(services: EventServices, judged: readonly Judged[]): Promise<Set<string>> {
  const recommender = services.models.current?.recommender;
  const known = new Set<string>();
  const unsure = new Set<string>();
  for (const entry of judged) {
    if (!("event" in entry)) continue;
    const { itemId } = entry.event;
    (recommender?.indexOf(itemId) === undefined ? unsure : known).add(itemId);
  }
  if (unsure.size > 0) for (const { itemId } of await services.store.getItems([...unsure])) known.add(itemId);
  return known;
}

function count(metrics: EventMetrics, recorded: readonly NewEvent[]): void {
  const numbers = new Map<EventTypeName, number>();
  for (const { type } of recorded) numbers.set(type, (numbers.get(type) ?? 0) + 1);
  for (const [type, number] of numbers) metrics.recorded(type, number);
}
