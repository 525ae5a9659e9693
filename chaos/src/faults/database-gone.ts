// The database goes away for 30 seconds: lists go on from the model, events are refused, and all comes back by itself.
import { createClient } from "@aisle/client";
import type { Check } from "@aisle/loadtest";
import { findPostgres, startPostgres } from "@aisle/store/testing";
import { type Fault, holds, notHere } from "../fault.ts";
import { customersOf, itemsOf, type Scene, trainer } from "../place/scene.ts";
import { type Service, startService, until } from "../place/service.ts";

const AWAY_SECONDS = 30;
const AWAY_SECONDS_SHORT = 2;
const RECOVERY_MS = 10_000;

export const databaseGone: Fault = {
  name: "database-gone",
  about: "PostgreSQL is stopped for 30 s: lists go on, events are refused, recovery by itself",
  async run(scene) {
    const bin = findPostgres();
    if (bin === undefined) return [notHere("Postgres", "no initdb on this machine")];
    const { signal } = scene;
    const postgres = await startPostgres(bin, { durable: true });
    try {
      const storeUrl = await postgres.takeDatabase();
      await trainer(["ingest", "--data", scene.data], { STORE_URL: storeUrl }, signal);
      await using service = await startService({ storeUrl, pointer: scene.point(scene.bundle, "1"), signal });
      const asking = new Asking(scene, service);
      await asking.record("before");
      await postgres.stop();
      await asking.whileAway(scene.isShort ? AWAY_SECONDS_SHORT : AWAY_SECONDS);
      await postgres.start();
      return [...asking.checks(), ...(await asking.recovery())];
    } finally {
      postgres.remove();
    }
  },
};

/** A shop that asks and records while the database is away, and counts what comes of it. */
class Asking {
  readonly #scene: Scene;
  readonly #service: Service;
  readonly #customer: string;
  readonly #item: string;
  readonly #lists: string[] = [];
  readonly #events: string[] = [];
  readonly #probes: string[] = [];

  constructor(scene: Scene, service: Service) {
    this.#scene = scene;
    this.#service = service;
    this.#customer = customersOf(scene, 1)[0]!;
    this.#item = itemsOf(scene, 1)[0]!;
  }

  async whileAway(seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1_000;
    while (performance.now() < end) {
      this.#scene.signal.throwIfAborted();
      this.#lists.push(
        await this.#list({ customerId: this.#customer }),
        await this.#list({ customerId: this.#customer, session: [{ itemId: this.#item }] }),
      );
      this.#events.push(await this.record("away"));
      const { http, status } = await this.#service.readiness();
      this.#probes.push(`${http} ${status}`);
      await Bun.sleep(100);
    }
  }

  checks(): Check[] {
    const askedLists = this.#lists.filter((list) => list !== "200 popular" && list !== "200 personalised");
    const kept = this.#events.filter((event) => event !== "503 with Retry-After");
    // The service finds out at its next look at the store, twice a second.
    const last = this.#probes.at(-1) ?? "nothing";
    return [
      holds(
        "lists while it is away",
        askedLists.length === 0 && new Set(this.#lists).size === 2,
        counted(this.#lists),
        "all by what is popular or by the session",
      ),
      holds(
        "events while it is away",
        kept.length === 0 && this.#events.length > 0,
        counted(this.#events),
        "all 503 with Retry-After",
      ),
      holds("the probe while it is away", last === "200 degraded", last, "200 degraded"),
    ];
  }

  async recovery(): Promise<Check[]> {
    const { signal } = this.#scene;
    const client = createClient({ baseUrl: this.#service.url, retries: 0 });
    const question = { customerId: this.#customer };
    const took = await until(
      async () =>
        (await this.record("after")).startsWith("202") &&
        (await client.recommend(question)).warnings === undefined &&
        (await this.#service.readiness()).status === "ready",
      { signal, what: "the service uses its database again" },
    );
    const { events } = await client.exportCustomer(CUSTOMER);
    const ids = events.map(({ eventId }) => eventId).toSorted();
    return [
      holds(
        "recovery by itself",
        took <= RECOVERY_MS,
        `${(took / 1_000).toFixed(1)} s after the start of the database`,
        "at most 10 s",
      ),
      holds("events that were acknowledged", ids.join() === "after,before", ids.join(", "), "after, before"),
    ];
  }

  /** Records an event, the same for an id; returns what the answer was. */
  async record(eventId: string): Promise<string> {
    const event = { eventId, customerId: CUSTOMER, itemId: this.#item, type: "view" };
    const response = await this.#post("/v1/events", event);
    await response.body?.cancel();
    return `${response.status}${response.headers.has("retry-after") ? " with Retry-After" : ""}`;
  }

  async #list(question: object): Promise<string> {
    const response = await this.#post("/v1/recommendations", question);
    const { strategy } = (await response.json()) as { strategy?: string };
    return `${response.status} ${strategy}`;
  }

  #post(path: string, body: object): Promise<Response> {
    return fetch(`${this.#service.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.any([this.#scene.signal, AbortSignal.timeout(10_000)]),
    });
  }
}

const CUSTOMER = "chaos-customer";

/** `3 × this, 1 × that`. */
function counted(outcomes: readonly string[]): string {
  const groups = Map.groupBy(outcomes, (outcome) => outcome);
  return [...groups].map(([outcome, all]) => `${all.length} × ${outcome}`).join(", ");
}
