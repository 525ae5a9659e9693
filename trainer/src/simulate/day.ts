// One simulated day: new products arrive, the crowd comes, and what it did is sent to the API.
import type { NewEvent } from "@aisle/client";
import { hashText, mix, Random } from "../shop/random.ts";
import { dateOf } from "./calendar.ts";
import { inParallel } from "./parallel.ts";
import type { People } from "./people.ts";
import type { Scene } from "./scene.ts";
import { addTally, type DaySummary, emptyTally, type EventCounts } from "./summary.ts";
import { visit } from "./visit.ts";

const CONCURRENCY = 4;
const CUSTOMERS_PER_BATCH = 25;
const EVENTS_PER_REQUEST = 500;

/**
 * Plays the day for `visitors`, each of whom comes once and when `pace` lets them; adds what the API made of the events to
 * `sent`.
 */
export async function playDay(
  scene: Scene,
  people: People,
  visitors: readonly string[],
  day: number,
  sent: EventCounts,
  pace: () => Promise<void>,
): Promise<DaySummary> {
  const arriving = scene.arrivals.items.filter((_, k) => scene.arrivals.day[k] === day);
  if (arriving.length > 0) await scene.api.putItems(arriving);

  const summary = { date: dateOf(day), ...emptyTally() };
  await inParallel(slices(visitors, CUSTOMERS_PER_BATCH), CONCURRENCY, async (batch) => {
    const events: NewEvent[] = [];
    for (const customerId of batch) {
      await pace();
      // A stream for each visit: the order in which the API answers others changes nothing.
      const random = new Random(mix(mix(scene.key, day), hashText(customerId, scene.world.seed)));
      const result = await visit(scene, await people.find(customerId), day, random);
      events.push(...result.events);
      addTally(summary, result.tally);
    }
    for (const part of slices(events, EVENTS_PER_REQUEST)) {
      const { accepted, duplicates, rejected } = await scene.api.sendEvents(part);
      sent.accepted += accepted;
      sent.duplicates += duplicates;
      sent.rejected += rejected;
    }
  });
  return summary;
}

function slices<T>(entries: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(entries.length / size) }, (_, i) =>
    entries.slice(i * size, (i + 1) * size),
  );
}
