// A small stand-in for the API that keeps events in memory and recommends by category, for the shop's tests.
import type {
  Item,
  ItemPage,
  NewEvent,
  Recommendations,
  Rule,
  RulesToTry,
  SessionEntry,
  Strategy,
} from "@aisle/client";

import { explanationOf, neighboursOf, shownToOf } from "./fake-explanations.ts";
import { digestOf } from "./fake-mlflow.ts";
import { type FakeRules, fakeRules } from "./fake-rules.ts";

export interface FakeApi {
  readonly url: string;
  /** All events that were sent, oldest first. */
  readonly events: NewEvent[];
  /** Every question to POST /v1/recommendations, oldest first. */
  readonly questions: { customerId?: string; session?: readonly SessionEntry[] }[];
  readonly rules: FakeRules;
  /** When customers were last seen. */
  lastEventAt: string;
  /** How many requests came. */
  asked: number;
  /** What every request gets instead of an answer, while set: a status of a problem. */
  failWith: number | undefined;
  /** Keys that may read rules, customers and models; undefined: everybody may. */
  keys: Set<string> | undefined;
  /** The key of each request, oldest first; empty for none. */
  readonly usedKeys: string[];
  /** The version of the model that answers. */
  version: string;
  /** Whether it knows none of the addresses that explain lists and products. */
  isOlder: boolean;
  /** Products that the model knows and the catalogue no longer has. */
  readonly removed: Item[];
  stop(): Promise<void>;
}

interface Question {
  customerId?: string;
  session?: readonly SessionEntry[];
  itemIds?: readonly string[];
  limit?: number;
  filter?: { excludeItemIds?: readonly string[]; categories?: readonly string[] };
}

/** Starts it on a free port of this machine. */
export function startFakeApi(items: readonly Item[], customers: readonly string[] = []): FakeApi {
  const known = new Map(items.map((item) => [item.itemId, item]));
  const events: NewEvent[] = customers.map((customerId) => ({
    customerId,
    itemId: items[0]?.itemId ?? "none",
    type: "view",
  }));
  const questions: FakeApi["questions"] = [];
  let answers = 0;

  /** Items of the narrowest categories of `likes`, without `likes`, first; otherwise in catalogue order. */
  function list(likes: readonly string[], question: Question, strategy: Strategy): Recommendations {
    const wanted = new Set(likes.map((id) => known.get(id)?.categories?.at(-1)));
    const excluded = new Set([...likes, ...(question.filter?.excludeItemIds ?? [])]);
    const matches = (item: Item) =>
      Number(item.categories?.some((category) => wanted.has(category)) ?? false);
    const ranked = items
      .filter(({ itemId }) => !excluded.has(itemId))
      .filter(
        ({ categories = [] }) => question.filter?.categories?.some((one) => categories.includes(one)) ?? true,
      )
      .sort((a, b) => matches(b) - matches(a));
    return {
      recommendationId: `${api.version}.stable.${++answers}`,
      model: { version: api.version, digest: "sha256:0", track: "stable" },
      strategy,
      filtered: 0,
      items: ranked.slice(0, question.limit ?? 10).map((item) => ({
        itemId: item.itemId,
        score: 0.9,
        scores: { collaborative: 0.6 * matches(item), content: 0.2, popularity: 0.1 },
        reasons: [
          {
            kind: "view",
            ...(likes.length > 0 && { itemId: likes.at(-1) ?? "" }),
            text: `You might also like it because you looked at “${known.get(likes.at(-1) ?? "")?.title ?? "the shop"}”`,
          },
        ],
        item,
      })),
    };
  }

  function personal(question: Question): Recommendations {
    questions.push(question);
    const stored = events.filter(({ customerId }) => customerId === question.customerId);
    const likes = [...stored, ...(question.session ?? [])].map(({ itemId }) => itemId);
    return list(likes, question, likes.length === 0 ? "popular" : "personalised");
  }

  /** A list that rules are tried on. */
  function tried(rules: readonly Rule[], question: RulesToTry["question"]): Recommendations {
    const { customerId, pin = [], filter, limit = 10 } = question;
    const likes = question.list === "similar" ? [question.itemId] : likesOf(customerId);
    const strategy = likes.length === 0 ? "popular" : "personalised";
    const hidden = new Set(rules.flatMap(({ excludeItemIds = [] }) => excludeItemIds));
    const { items: all, ...made } = list(likes, { limit: 1_000 }, strategy);
    const pins = [...pin, ...rules.flatMap(({ pin = [] }) => pin)];
    const first = pins.flatMap((id) => all.find(({ itemId }) => itemId === id) ?? []);
    const rest = all.filter(({ itemId }) => !pins.includes(itemId));
    const shown = [...first, ...rest].filter(
      ({ itemId, item }) => !hidden.has(itemId) && (item?.stock !== 0 || filter?.inStock === false),
    );
    return { ...made, items: shown.slice(0, limit) };
  }

  const likesOf = (customerId: string | undefined): string[] =>
    events.filter((event) => event.customerId === customerId).map(({ itemId }) => itemId);

  function search(query: URLSearchParams): ItemPage {
    const word = query.get("query")?.toLowerCase() ?? "";
    const category = query.get("category");
    const ids = new Set(query.getAll("ids").flatMap((value) => value.split(",")));
    const found = items.filter(
      (item) =>
        (item.hidden !== true || query.get("includeHidden") === "true") &&
        (ids.size === 0 || ids.has(item.itemId)) &&
        (item.title ?? item.itemId).toLowerCase().includes(word) &&
        (category === null || item.categories?.includes(category)) &&
        (query.get("brand") ?? item.brand) === item.brand &&
        (query.get("groupId") ?? item.groupId) === item.groupId &&
        (item.price ?? 0) >= Number(query.get("priceMin") ?? 0) &&
        (item.price ?? 0) <= Number(query.get("priceMax") ?? Infinity) &&
        (query.get("inStock") !== "true" || item.stock !== 0),
    );
    const price = ({ price = 0 }: Item) => price;
    const sort = query.get("sort");
    if (sort === "price-asc") found.sort((a, b) => price(a) - price(b));
    if (sort === "price-desc") found.sort((a, b) => price(b) - price(a));
    if (sort === "newest") found.reverse();
    if (word === "lampp") {
      const corrected = search(new URLSearchParams({ query: "lamp" }));
      return { ...corrected, correctedQuery: "lamp" };
    }
    const start = Number(query.get("after") ?? 0);
    const end = start + Number(query.get("limit") ?? 10);
    return { items: found.slice(start, end), ...(end < found.length ? { next: String(end) } : {}) };
  }

  function facets(query: URLSearchParams) {
    const { items: found } = search(new URLSearchParams([...query, ["limit", "1000"]]));
    const counted = (names: readonly string[]) =>
      [...Map.groupBy(names, (name) => name)].map(([name, all]) => ({ name, items: all.length }));
    return {
      categories: counted(found.flatMap(({ categories = [] }) => categories)),
      brands: counted(found.flatMap(({ brand }) => brand ?? [])),
    };
  }

  function listCustomers() {
    const ids = [...new Set(events.map(({ customerId }) => customerId))];
    return {
      customers: ids.map((customerId) => ({
        customerId,
        events: events.filter((event) => event.customerId === customerId).length,
        lastEventAt: api.lastEventAt,
      })),
    };
  }

  function customer(customerId: string) {
    const own = events.filter((event) => event.customerId === customerId).toReversed();
    const occurredAt = "2025-01-01T00:00:00.000Z";
    const history = own.map(({ itemId, type }) => ({ itemId, type, occurredAt }));
    return { customerId, ...(own.length > 0 && { attributes: { country: "DE" } }), history };
  }

  function explained(question: Question) {
    const likes = likesOf(question.customerId).toReversed();
    const made = list(likes, question, likes.length === 0 ? "popular" : "personalised");
    const hidden = items.filter((item) => item.hidden === true || item.stock === 0);
    return explanationOf(
      made,
      likes.flatMap((id) => known.get(id) ?? []),
      hidden,
    );
  }

  /** Undefined where the address is none of those that tell of a product. */
  function told(route: string) {
    const [, id, what] = /^GET \/v1\/items\/([^/]+)\/(neighbours|shown-to)$/.exec(route) ?? [];
    if (id === undefined) return undefined;
    const itemId = decodeURIComponent(id);
    const removed = api.removed.find((one) => one.itemId === itemId);
    const item = removed ?? known.get(itemId);
    if (item === undefined || api.isOlder) return notFound();
    if (what === "shown-to") {
      const customers = [...new Set(events.map(({ customerId }) => customerId))];
      return Response.json(shownToOf(itemId, customers, api.lastEventAt));
    }
    const rules = api.rules.versions.at(-1)?.rules ?? [];
    const neighbours = neighboursOf(item, items.slice(0, 3), rules, api.version);
    return Response.json({ ...neighbours, removed: removed !== undefined });
  }

  function erase(customerId: string) {
    const kept = events.filter((event) => event.customerId !== customerId);
    const erased = events.length - kept.length;
    events.splice(0, events.length, ...kept);
    return { customerId, erased };
  }

  function model() {
    const data = { from: "2025-01-01T00:00:00.000Z", to: "2025-05-01T00:00:00.000Z" };
    return {
      version: api.version,
      digest: digestOf(api.version),
      track: "stable",
      created: "2025-05-01T10:20:30.000Z",
      ageSeconds: 60,
      items: items.length,
      metrics: { ndcg_at_10: 0.1234, some_other: 2 },
      data: { ...data, digest: "sha256:1", events: 10, customers: 5, items: items.length },
    };
  }

  const notFound = () => problem(404);
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      api.asked++;
      if (api.failWith !== undefined) return problem(api.failWith);
      const url = new URL(request.url);
      const key = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
      api.usedKeys.push(key);
      if (/^\/v1\/(?:rules|customers|model)/.test(url.pathname) && api.keys?.has(key) === false)
        return problem(401);
      const route = `${request.method} ${url.pathname}`;
      const body: unknown = ["POST", "PUT"].includes(request.method) ? await request.json() : undefined;
      const limit = Number(url.searchParams.get("limit") ?? 10);
      const excludeItemIds = url.searchParams.getAll("exclude").flatMap((value) => value.split(","));
      const question: Question = { limit, filter: { excludeItemIds } };
      if (route === "POST /v1/recommendations") return Response.json(personal(body as Question));
      if (route === "POST /v1/cart/recommendations") {
        const cart = body as Question;
        return Response.json(list(cart.itemIds ?? [], cart, "cart"));
      }
      if (route === "POST /v1/recommendations:explain")
        return api.isOlder ? notFound() : Response.json(explained(body as Question));
      const ofItem = told(route);
      if (ofItem !== undefined) return ofItem;
      if (route === "GET /metrics") return new Response(METRICS);
      if (url.pathname.startsWith("/v1/rules")) return api.rules.answer(route, body);
      if (route === "GET /v1/trending") return Response.json(list([], question, "trending"));
      if (route === "GET /v1/customers") return Response.json(listCustomers());
      const [, exported] = /^GET \/v1\/customers\/([^/]+)\/export$/.exec(route) ?? [];
      if (exported !== undefined) {
        const { history, ...known } = customer(decodeURIComponent(exported));
        return Response.json({ ...known, events: history });
      }
      const [, erased] = /^DELETE \/v1\/customers\/([^/]+)$/.exec(route) ?? [];
      if (erased !== undefined) return Response.json(erase(decodeURIComponent(erased)));
      const [, customerId] = /^GET \/v1\/customers\/([^/]+)$/.exec(route) ?? [];
      if (customerId !== undefined) return Response.json(customer(decodeURIComponent(customerId)));
      if (route === "GET /v1/items") return Response.json(search(url.searchParams));
      if (route === "GET /v1/facets") return Response.json(facets(url.searchParams));
      if (route === "GET /v1/model") return Response.json(model());
      if (route === "POST /v1/events") {
        const sent = (body as { events: NewEvent[] }).events;
        const taken = sent.filter(({ itemId }) => known.has(itemId));
        if (taken.length === 0) return problem(400);
        events.push(...taken);
        const results = sent.map((event, index) => ({
          index,
          status: taken.includes(event) ? "recorded" : "rejected",
        }));
        const counts = { accepted: taken.length, duplicates: 0, rejected: sent.length - taken.length };
        return Response.json({ ...counts, results }, { status: 202 });
      }
      const [, id, placement] =
        /^\/v1\/items\/([^/]+)(?:\/(similar|bought-together))?$/.exec(url.pathname) ?? [];
      const item = known.get(decodeURIComponent(id ?? ""));
      if (item === undefined) return notFound();
      if (placement === undefined) return Response.json(item);
      return Response.json(list([item.itemId], question, placement as Strategy));
    },
  });

  const api: FakeApi = {
    url: `http://127.0.0.1:${server.port}`,
    events,
    questions,
    rules: fakeRules(tried),
    lastEventAt: "2025-01-01T00:00:00.000Z",
    asked: 0,
    failWith: undefined,
    keys: undefined,
    usedKeys: [],
    version: "1",
    isOlder: false,
    removed: [],
    stop: () => server.stop(true),
  };
  return api;
}

const METRICS = `aisle_http_requests_shed_total 0
aisle_http_requests_total{status="200"} 1234
aisle_events_rejected_total 2
aisle_imported_items_total{outcome="accepted"} 30
aisle_imported_items_total{outcome="rejected"} 4
aisle_impressions_total{version="1",track="stable",placement="web-for-you"} 200
aisle_clicks_total{version="1",track="stable",placement="web-for-you"} 20
aisle_revenue_total{version="1",track="stable",placement="web-for-you"} 1234.5
`;

function problem(status: number): Response {
  return Response.json(
    { type: status === 503 ? "urn:aisle:problem:no-model" : "about:blank", title: "Not now", status },
    { status, headers: { "content-type": "application/problem+json" } },
  );
}
