// Events that someone broke or made on purpose: none makes the service fail, and what it records is always well-formed.
import { beforeAll, expect, test } from "bun:test";
import { isPossibleEventTime } from "@aisle/contract";
import { mulberry32 } from "@aisle/recommender";
import { type NewEvent, openStore, type Store } from "@aisle/store";
import { appOptions } from "../../test/app-options.ts";
import { createApp } from "../app.ts";
import { createLog } from "../platform/logging.ts";

const INPUTS = 100_000;
const MINUTES = 60_000;
const NOW = Date.parse("2026-03-01T12:00:00Z");
const ITEMS = ["item-1", "item-2", "ä/ö"];
const TYPES = ["view", "cart", "purchase", "rating", "click", "hide"];

const recorded: NewEvent[] = [];
const failures: string[] = [];
let ask: (body: Uint8Array) => Promise<Response>;

beforeAll(async () => {
  const real = await openStore("sqlite::memory:");
  await real.putItems(ITEMS.map((itemId) => ({ itemId })));
  const store: Store = {
    ...real,
    getItems: (ids) => Promise.resolve(ids.filter((id) => ITEMS.includes(id)).map((itemId) => ({ itemId }))),
    appendEvents: (events) => {
      recorded.push(...events);
      return Promise.resolve(events.map(() => "recorded" as const));
    },
  };
  const { fetch } = createApp(
    appOptions(store, {
      needsModel: true,
      log: createLog({ level: "error", write: (line) => failures.push(line), clock: () => NOW }),
      clock: () => NOW,
      anonymous: ["events"],
    }),
  );
  ask = (body) =>
    Promise.resolve(
      fetch(
        new Request("http://localhost/v1/events", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
        }),
      ),
    );
});

const random = mulberry32(20_260_301);
const below = (end: number): number => Math.floor(random() * end);
const oneOf = <T>(values: readonly T[]): T => values[below(values.length)]!;

const STRANGE = [
  null,
  true,
  0,
  -1,
  -0,
  0.1,
  1e9,
  1e308,
  2 ** 53,
  NOW,
  NOW + 86_400_000,
  NOW + 86_400_001,
  NOW / 1000,
  "",
  "\0",
  "\ud800",
  "x".repeat(256),
  "x".repeat(257),
  "__proto__",
  "constructor",
  "2026-02-30T00:00:00Z",
  "2026-03-01T12:00:00+25:00",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999999999Z",
  [],
  [[]],
  {},
  { events: [] },
  { length: 3 },
] as const;

/** An event as it should be. */
function good(): Record<string, unknown> {
  return {
    customerId: oneOf(["c1", "c2", "ü"]),
    itemId: oneOf(ITEMS),
    type: oneOf(TYPES),
    ...(random() < 0.5 && { eventId: `e${below(1000)}` }),
    ...(random() < 0.3 && { value: below(6) }),
    ...(random() < 0.3 && { occurredAt: oneOf([NOW - below(1e9), "2026-02-14T15:09:26Z"]) }),
    ...(random() < 0.3 && { recommendationId: oneOf(["1.stable.x", "?.?.?", "v1.stable.0191f0c2", "..."]) }),
  };
}

function brokenEvent(): unknown {
  const event = good();
  const field = oneOf([
    ...Object.keys(event),
    "eventId",
    "occurredAt",
    "value",
    "extra",
    "__proto__",
    "events",
  ]);
  const kind = random();
  if (kind < 0.1) return oneOf(STRANGE);
  if (kind < 0.2) delete event[field];
  else if (kind < 0.8)
    Object.defineProperty(event, field, { value: oneOf(STRANGE), enumerable: true, configurable: true });
  return event;
}

/** A body: one event or some, well-formed JSON or with bytes of it changed. */
function body(): Uint8Array {
  const events = Array.from({ length: below(4) }, brokenEvent);
  const value = oneOf([
    events[0] ?? null,
    { events },
    { events, more: 1 },
    events,
    { events: events[0] ?? {} },
  ]);
  const bytes = new TextEncoder().encode(JSON.stringify(value) ?? "");
  if (random() < 0.6 || bytes.length === 0) return bytes;
  const at = below(bytes.length);
  switch (below(4)) {
    case 0:
      bytes[at] = below(256);
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return bytes.copyWithin(below(bytes.length), at, at + 1 + below(8));
    default:
      return Uint8Array.from([
        ...bytes.subarray(0, at),
        ...bytes.subarray(0, below(8)),
        ...bytes.subarray(at),
      ]);
  }
}

const isId = (id: unknown): boolean =>
  typeof id === "string" && id.length > 0 && id.length <= 256 && id.isWellFormed() && !id.includes("\0");

/** What every event in the store is. */
function isWellFormed(event: NewEvent): boolean {
  const { value, recommendationId, occurredAt } = event;
  return (
    [event.eventId, event.customerId].every(isId) &&
    ITEMS.includes(event.itemId) &&
    TYPES.includes(event.type) &&
    Number.isInteger(occurredAt) &&
    isPossibleEventTime(occurredAt, NOW) &&
    (value === undefined || (Number.isFinite(value) && value >= 0)) &&
    (recommendationId === undefined || (recommendationId.length > 0 && recommendationId.length <= 256)) &&
    Object.keys(event).every((name) => FIELDS.has(name))
  );
}
const FIELDS = new Set([
  "eventId",
  "customerId",
  "itemId",
  "type",
  "value",
  "occurredAt",
  "recommendationId",
  "repeatsWithinMs",
]);

test(
  "every one of 100,000 broken bodies is answered without a failure, and nothing broken is recorded",
  async () => {
    const statuses = new Map<number, number>();
    for (let run = 0; run < INPUTS; run++) {
      recorded.length = 0;
      const sent = body();
      const { status } = await ask(sent);
      const bad = recorded.find((event) => !isWellFormed(event));
      if ((status !== 202 && status !== 400) || bad !== undefined)
        throw new Error(`run ${run}: ${status} for ${new TextDecoder().decode(sent)}: ${failures.at(-1)}`);
      if ((status === 202) !== recorded.length > 0)
        throw new Error(`run ${run}: ${status}, ${recorded.length}`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(failures).toEqual([]);
    expect(Math.min(statuses.get(202) ?? 0, statuses.get(400) ?? 0)).toBeGreaterThan(INPUTS / 20);
  },
  5 * MINUTES,
);
