// A small shop behind the API's routes that the simulation uses, in memory and on a real port.
import type { Attributes, Item, NewEvent } from "@aisle/client";

export interface ShopServer {
  readonly url: string;
  /** Items by id, in order of arrival. */
  readonly items: Map<string, Item>;
  /** Events in order of arrival; repeated ids are dropped as by the API. */
  readonly events: NewEvent[];
  /** The item ids of each list that was answered, by `recommendationId`. */
  readonly lists: Map<string, readonly string[]>;
  /** Requests that this shop has no route for. */
  readonly strays: string[];
  stop(): Promise<void>;
}

interface Question {
  readonly customerId?: string;
  readonly context?: Attributes;
  /** The product whose page asks. */
  readonly itemId?: string;
  readonly limit: number;
}

export interface ShopServerOptions {
  readonly items: readonly Item[];
  readonly events: readonly NewEvent[];
  /** Item ids, best first. */
  readonly recommend: (question: {
    customerId?: string;
    context?: Attributes;
    itemId?: string;
    limit: number;
  }) => readonly string[];
  /** Told of what arrives, before it is answered. */
  readonly onItem?: (item: Item) => void;
  readonly onEvent?: (event: NewEvent) => void;
}

/** Serves on 127.0.0.1 and a free port. */
export function serveShop(options: ShopServerOptions): ShopServer {
  const items = new Map(options.items.map((item) => [item.itemId, item]));
  const events: NewEvent[] = [];
  const byCustomer = new Map<string, NewEvent[]>();
  const ids = new Set<string>();
  const lists = new Map<string, readonly string[]>();
  const strays: string[] = [];
  const record = (event: NewEvent): "recorded" | "duplicate" => {
    if (event.eventId !== undefined && ids.has(event.eventId)) return "duplicate";
    if (event.eventId !== undefined) ids.add(event.eventId);
    events.push(event);
    const known = byCustomer.get(event.customerId);
    if (known === undefined) byCustomer.set(event.customerId, [event]);
    else known.push(event);
    options.onEvent?.(event);
    return "recorded";
  };
  options.events.forEach(record);
  const answer = (question: Question): Response => {
    const shown = options.recommend(question).slice(0, question.limit);
    const recommendationId = `list-${lists.size}`;
    lists.set(recommendationId, shown);
    const scores = { collaborative: 1, content: 0, popularity: 0 };
    return Response.json({
      recommendationId,
      model: { version: "1", digest: "d", track: "stable" },
      strategy: "personalised",
      items: shown.map((itemId) => ({ itemId, score: 1, scores, reasons: [] })),
    });
  };

  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    routes: {
      "/v1/items": (request) => {
        const query = new URL(request.url).searchParams;
        const from = Number(query.get("after") ?? 0);
        const limit = Number(query.get("limit") ?? 20);
        const page = [...items.values()].slice(from, from + limit);
        return Response.json({
          items: page,
          ...(from + limit < items.size ? { next: String(from + limit) } : {}),
        });
      },
      "/v1/items:batch": async (request) => {
        const body = (await request.json()) as { items: Item[] };
        for (const item of body.items) {
          items.set(item.itemId, item);
          options.onItem?.(item);
        }
        return Response.json({ accepted: body.items.length, rejected: 0, errors: [] });
      },
      "/v1/items/:id/similar": (request) => {
        const limit = Number(new URL(request.url).searchParams.get("limit"));
        return answer({ itemId: request.params.id, limit });
      },
      "/v1/recommendations": async (request) => answer((await request.json()) as Question),
      "/v1/events": async (request) => {
        const body = (await request.json()) as { events: NewEvent[] };
        const results = body.events.map((event, index) => ({ index, status: record(event) }));
        const accepted = results.filter(({ status }) => status === "recorded").length;
        return Response.json({ accepted, duplicates: results.length - accepted, rejected: 0, results });
      },
      "/v1/customers": (request) => {
        const limit = Number(new URL(request.url).searchParams.get("limit"));
        const customers = [...byCustomer]
          .map(([customerId, own]) => ({
            customerId,
            events: own.length,
            lastEventAt: new Date(Math.max(...own.map(timeOf))).toISOString(),
          }))
          .sort((one, other) => other.lastEventAt.localeCompare(one.lastEventAt))
          .slice(0, limit);
        return Response.json({ customers });
      },
      "/v1/customers/:id/export": (request) => {
        const customerId = request.params.id;
        const own = byCustomer.get(customerId);
        if (own === undefined)
          return Response.json({ type: "about:blank", title: "Not Found", status: 404 }, { status: 404 });
        return Response.json({ customerId, events: own });
      },
    },
    development: false,
    error: ({ message }) =>
      Response.json({ type: "about:blank", title: message, status: 500 }, { status: 500 }),
    fetch: (request) => {
      strays.push(`${request.method} ${request.url}`);
      return new Response("not a route of this shop", { status: 404 });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    items,
    events,
    lists,
    strays,
    stop: () => server.stop(true),
  };
}

function timeOf({ occurredAt }: NewEvent): number {
  return new Date(occurredAt ?? 0).getTime();
}
