// Clients that trickle, hang, vanish, send much or come in thousands: memory is bounded, and others are answered.
import { createClient } from "@aisle/client";
import type { Check } from "@aisle/loadtest";
import type { Socket } from "bun";
import { type Fault, holds } from "../fault.ts";
import { customersOf, type Scene } from "../place/scene.ts";
import { isAway, type Service, startService } from "../place/service.ts";

const MB = 1024 * 1024;
/** What all of them together may add to the memory of the process: three times of what was measured. */
const MOST_GROWTH_MB = 200;
const PATIENCE_MS = 2_000;

const HEAD = "POST /v1/recommendations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";

export const hostileClients: Fault = {
  name: "hostile-clients",
  about:
    "slow clients, half-open connections, bodies of 1 MB, 10,000 connections, disconnects: bounded memory",
  async run(scene) {
    const { storeUrl, signal, isShort } = scene;
    await using service = await startService({
      storeUrl,
      pointer: scene.point(scene.bundle, "1"),
      environment: { API_BODY_DEADLINE_MS: "2000" },
      signal,
    });
    const crowd = new Crowd(service);
    const watched = new Watched(scene, service);
    const many = isShort ? 1_000 : 10_000;
    try {
      await watched.answers("before");
      await crowd.connect(many, "");
      await watched.answers(`with ${many} idle connections`);
      crowd.leave();

      await crowd.connect(many / 2, `${HEAD}content-length: 50\r\n\r\n{`);
      await crowd.connect(many / 2, "GET /v1/trending HT");
      await watched.answers(`with ${many} connections in the middle of a request`);
      await crowd.trickle(5, signal);
      await watched.answers("with clients that send a byte at a time");
      crowd.leave();

      await largeBodies(service, isShort ? 20 : 200);
      await watched.answers("after bodies of a megabyte");

      for (let round = 0; round < (isShort ? 2 : 10); round++) {
        signal.throwIfAborted();
        await crowd.connect(500, `${HEAD}content-length: 2\r\n\r\n{}`);
        crowd.leave();
      }
      await watched.answers("after clients that left before their answer");
      return await watched.checks();
    } finally {
      crowd.leave();
    }
  },
};

/** Raw connections to the service. */
class Crowd {
  readonly #port: number;
  readonly #sockets = new Set<Socket>();

  constructor({ url }: Service) {
    this.#port = Number(new URL(url).port);
  }

  /** Opens so many, each of which sends the text and waits. */
  async connect(count: number, text: string): Promise<void> {
    const one = async () => {
      const socket = await Bun.connect({
        hostname: "127.0.0.1",
        port: this.#port,
        socket: {
          data: () => undefined,
          close: (closed) => void this.#sockets.delete(closed),
          error: () => undefined,
        },
      });
      this.#sockets.add(socket);
      socket.write(text);
    };
    // As many at once as may wait to be accepted.
    for (let begun = 0; begun < count; begun += 200)
      await Promise.all(Array.from({ length: Math.min(200, count - begun) }, one));
  }

  /** Each sends another byte, so many times. */
  async trickle(bytes: number, signal: AbortSignal): Promise<void> {
    for (let byte = 0; byte < bytes; byte++) {
      signal.throwIfAborted();
      for (const socket of this.#sockets) socket.write(" ");
      await Bun.sleep(100);
    }
  }

  /** All vanish, without a goodbye where there is something unread. */
  leave(): void {
    for (const socket of this.#sockets) socket.terminate();
    this.#sockets.clear();
  }
}

/** Asks as anyone would, and looks at the memory. */
class Watched {
  readonly #scene: Scene;
  readonly #service: Service;
  readonly #customer: string;
  readonly #late: string[] = [];
  #asked = 0;
  #slowest = 0;
  #first = 0;
  #most = 0;

  constructor(scene: Scene, service: Service) {
    this.#scene = scene;
    this.#service = service;
    this.#customer = customersOf(scene, 1)[0]!;
  }

  async answers(when: string): Promise<void> {
    const client = createClient({ baseUrl: this.#service.url, retries: 2, timeoutMs: PATIENCE_MS });
    const began = performance.now();
    const list = await client
      .recommend({ customerId: this.#customer }, { signal: this.#scene.signal })
      .catch((error: unknown) => {
        if (isAway(error)) return undefined;
        throw error;
      });
    const took = performance.now() - began;
    this.#asked += 1;
    this.#slowest = Math.max(this.#slowest, took);
    if (list === undefined || took > PATIENCE_MS) this.#late.push(when);
    const bytes = await this.#service.residentBytes();
    this.#scene.write(`  ${when}: ${Math.round(bytes / MB)} MB, answered in ${took.toFixed(1)} ms`);
    if (this.#asked === 1) this.#first = bytes;
    this.#most = Math.max(this.#most, bytes);
  }

  async checks(): Promise<Check[]> {
    const { http } = await this.#service.readiness();
    const growth = (this.#most - this.#first) / MB;
    return [
      holds(
        "other clients are answered",
        this.#late.length === 0 && http === 200,
        this.#late.length === 0
          ? `${this.#asked} of ${this.#asked}, the slowest in ${this.#slowest.toFixed(0)} ms`
          : `not ${this.#late.join(", ")}`,
        "all, within 2 s",
      ),
      holds(
        "memory at most",
        growth <= MOST_GROWTH_MB,
        `${Math.round(this.#most / MB)} MB, ${Math.round(growth)} more than before`,
        `${MOST_GROWTH_MB} MB more`,
      ),
    ];
  }
}

/** So many bodies of a little more than a megabyte at once, half of them announced: all are refused. */
async function largeBodies({ url }: Service, count: number): Promise<void> {
  const text = JSON.stringify({ customerId: "x".repeat(MB) });
  await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const body = at % 2 === 0 ? text : new Blob([text]).stream();
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${url}/v1/recommendations`, { method: "POST", headers, body }).catch(
        (error: unknown) => {
          if (isAway(error)) return undefined; // it was refused while it was still being sent
          throw error;
        },
      );
      if (response !== undefined && response.status !== 413 && response.status !== 503)
        throw new Error(`a body of more than a megabyte was answered with ${response.status}`);
      await response?.body?.cancel();
    }),
  );
}
