// The typed client: one method for each route of the API.
import type {
  Attributes,
  Customer,
  CustomerBatchResult,
  CustomerErasure,
  CustomerExport,
  CustomerList,
  NewCustomer,
} from "./customers.ts";
import { ApiError } from "./errors.ts";
import type { Explanation } from "./explanations.ts";
import type { EventOptions, EventsResult, NewEvent } from "./events.ts";
import type {
  Item,
  ItemBatchResult,
  ItemConditions,
  ItemFacets,
  ItemFields,
  ItemPage,
  ItemPatch,
  ItemSearch,
  NewItem,
} from "./items.ts";
import type { ItemNeighbours, ItemShownTo } from "./neighbours.ts";
import type { Model } from "./model.ts";
import type {
  CartQuestion,
  Condition,
  PersonalQuestion,
  PlacementQuestion,
  RecommendQuestion,
  Recommendations,
} from "./recommendations.ts";
import type { NewRules, RulesPreview, RulesToTry, RulesVersion, RulesVersions, SavedRules } from "./rules.ts";
import { type CallOptions, createTransport, type QueryValue, type TransportOptions } from "./transport.ts";

export interface ClientOptions extends TransportOptions {
  /** Makes the ids of events that have none; absent means random UUIDs. */
  readonly newEventId?: () => string;
}

/**
 * A client of one API. Every call can be retried safely, and is when the API is away or busy; a method rejects with
 * `ApiError` when the API refuses, with `ConnectionError` when no usable answer came.
 */
export type Client = ReturnType<typeof createClient>;

/** Throws `TypeError` when `baseUrl` is not an http address. */
export function createClient(options: ClientOptions) {
  const { send } = createTransport(options);
  const newEventId = options.newEventId ?? (() => crypto.randomUUID());

  return {
    /** What to show this customer or visitor. */
    recommend(question: RecommendQuestion = {}, call?: CallOptions): Promise<Recommendations> {
      return send({ method: "POST", path: "/v1/recommendations", body: question }, call);
    },

    /** The list that `recommend` answers to the same question, with what led to it step by step; nothing is counted. */
    explain(question: RecommendQuestion = {}, call?: CallOptions): Promise<Explanation> {
      return send({ method: "POST", path: "/v1/recommendations:explain", body: question }, call);
    },

    /** The list of `recommend` as a GET, which caches can hold: no session, boosts or pins. */
    getRecommendations(question: PersonalQuestion = {}, call?: CallOptions): Promise<Recommendations> {
      return send({ method: "GET", path: "/v1/recommendations", query: listQuery(question) }, call);
    },

    /** Items like this one. 404 when the item is unknown. */
    similar(itemId: string, question: PlacementQuestion = {}, call?: CallOptions): Promise<Recommendations> {
      return send({ method: "GET", path: itemPath(itemId, "/similar"), query: listQuery(question) }, call);
    },

    /** Items bought with this one. 404 when the item is unknown. */
    boughtTogether(
      itemId: string,
      question: PlacementQuestion = {},
      call?: CallOptions,
    ): Promise<Recommendations> {
      return send(
        { method: "GET", path: itemPath(itemId, "/bought-together"), query: listQuery(question) },
        call,
      );
    },

    /** What goes with the items of a cart. */
    cart(question: CartQuestion, call?: CallOptions): Promise<Recommendations> {
      return send({ method: "POST", path: "/v1/cart/recommendations", body: question }, call);
    },

    /** What the shop's customers like now. */
    trending(question: PlacementQuestion = {}, call?: CallOptions): Promise<Recommendations> {
      return send({ method: "GET", path: "/v1/trending", query: listQuery(question) }, call);
    },

    /**
     * Records up to 1,000 events; on disk when it resolves. Events that the API rejects are named in the result, the
     * others are kept; when all are bad it rejects with an `ApiError` of status 400 whose problem has `results`.
     */
    sendEvents(
      events: NewEvent | readonly NewEvent[],
      { unknown, ...call }: EventOptions & CallOptions = {},
    ): Promise<EventsResult> {
      // An id on every event makes a retry after a lost answer a duplicate instead of a second event.
      const list = [events].flat().map((event) => ({ ...event, eventId: event.eventId ?? newEventId() }));
      return send({ method: "POST", path: "/v1/events", query: { unknown }, body: { events: list } }, call);
    },

    /** Deletes an event that was recorded by mistake; false when there is none of that id. */
    async deleteEvent(eventId: string, call?: CallOptions): Promise<boolean> {
      return wasThere(send({ method: "DELETE", path: `/v1/events/${segment("eventId", eventId)}` }, call));
    },

    /** Inserts or replaces an item; it can be recommended within a second. */
    putItem(itemId: string, fields: ItemFields, call?: CallOptions): Promise<Item> {
      return send({ method: "PUT", path: itemPath(itemId), body: fields }, call);
    },

    /** Changes some fields of an item. 404 when it is unknown. */
    patchItem(itemId: string, patch: ItemPatch, call?: CallOptions): Promise<Item> {
      return send({ method: "PATCH", path: itemPath(itemId), body: patch }, call);
    },

    /** 404 when the item is unknown. */
    getItem(itemId: string, call?: CallOptions): Promise<Item> {
      return send({ method: "GET", path: itemPath(itemId) }, call);
    },

    /** Takes an item out of the catalogue; false when it was not there. */
    deleteItem(itemId: string, call?: CallOptions): Promise<boolean> {
      return wasThere(send({ method: "DELETE", path: itemPath(itemId) }, call));
    },

    /** What the model knows of an item; 10 neighbours of each kind unless `limit` says more. 404 when it was never there. */
    neighbours(
      itemId: string,
      query: { readonly limit?: number } = {},
      call?: CallOptions,
    ): Promise<ItemNeighbours> {
      return send({ method: "GET", path: itemPath(itemId, "/neighbours"), query: { ...query } }, call);
    },

    /** Which of the customers with the newest activity have an item in the list that they get now. */
    shownTo(
      itemId: string,
      query: { readonly customers?: number; readonly limit?: number } = {},
      call?: CallOptions,
    ): Promise<ItemShownTo> {
      return send({ method: "GET", path: itemPath(itemId, "/shown-to"), query: { ...query } }, call);
    },

    /**
     * Inserts or replaces up to 1,000 items. Bad ones are named in the result, the others are kept; when all are bad it
     * rejects with an `ApiError` of status 400.
     */
    putItems(items: readonly NewItem[], call?: CallOptions): Promise<ItemBatchResult> {
      return send({ method: "POST", path: "/v1/items:batch", body: { items } }, call);
    },

    /** Streams any number of items as newline-delimited JSON. Not retried and without a time limit. */
    importItems(
      items: Iterable<NewItem> | AsyncIterable<NewItem>,
      call?: CallOptions,
    ): Promise<ItemBatchResult> {
      return send({ method: "POST", path: "/v1/items:batch", lines: toLines(items) }, call);
    },

    /** One page of the items that meet every condition, in the order of their ids or by `sort`. */
    searchItems(search: ItemSearch = {}, call?: CallOptions): Promise<ItemPage> {
      return send({ method: "GET", path: "/v1/items", query: { ...search } }, call);
    },

    /** The categories and brands of the items that meet every condition. */
    itemFacets(conditions: ItemConditions = {}, call?: CallOptions): Promise<ItemFacets> {
      return send({ method: "GET", path: "/v1/facets", query: { ...conditions } }, call);
    },

    /** Customers with the newest activity first. */
    listCustomers(query: { readonly limit?: number } = {}, call?: CallOptions): Promise<CustomerList> {
      return send({ method: "GET", path: "/v1/customers", query: { ...query } }, call);
    },

    /** A customer's newest events. 404 when nothing is known. */
    getCustomer(
      customerId: string,
      query: { readonly limit?: number } = {},
      call?: CallOptions,
    ): Promise<Customer> {
      return send({ method: "GET", path: customerPath(customerId), query: { ...query } }, call);
    },

    /** Replaces a customer's attributes; `{}` takes all of them. Nothing else need be known of the customer. */
    putCustomer(
      customerId: string,
      attributes: Attributes,
      call?: CallOptions,
    ): Promise<Required<Pick<Customer, "customerId" | "attributes">>> {
      return send({ method: "PUT", path: customerPath(customerId), body: { attributes } }, call);
    },

    /**
     * Replaces the attributes of up to 1,000 customers. Bad ones are named in the result, the others are kept; when all are
     * bad it rejects with an `ApiError` of status 400.
     */
    putCustomers(customers: readonly NewCustomer[], call?: CallOptions): Promise<CustomerBatchResult> {
      return send({ method: "POST", path: "/v1/customers:batch", body: { customers } }, call);
    },

    /** All that is stored of a customer, oldest event first. Without a time limit: nobody knows how much it is. */
    exportCustomer(customerId: string, call?: CallOptions): Promise<CustomerExport> {
      return send({ method: "GET", path: customerPath(customerId, "/export"), isUntimed: true }, call);
    },

    /** Erases all that is known of a customer, for good; 0 events when nothing was. Without a time limit. */
    deleteCustomer(customerId: string, call?: CallOptions): Promise<CustomerErasure> {
      return send({ method: "DELETE", path: customerPath(customerId), isUntimed: true }, call);
    },

    /** The shop's standing rules; version 0 when none were ever saved. */
    getRules(call?: CallOptions): Promise<SavedRules> {
      return send({ method: "GET", path: "/v1/rules" }, call);
    },

    /**
     * Replaces the standing rules. Rejects with an `ApiError` of status 409 when somebody has saved others since
     * `expectedVersion`; one that was done and is sent again resolves as it did.
     */
    saveRules(rules: NewRules, call?: CallOptions): Promise<SavedRules> {
      return send({ method: "PUT", path: "/v1/rules", body: rules }, call);
    },

    /** Versions of the rules that are kept, newest first. */
    listRulesVersions(call?: CallOptions): Promise<RulesVersions> {
      return send({ method: "GET", path: "/v1/rules/versions" }, call);
    },

    /** One version of the rules; to go back to it, save its rules. 404 when it is not kept. */
    getRulesVersion(version: number, call?: CallOptions): Promise<RulesVersion> {
      return send({ method: "GET", path: `/v1/rules/versions/${version}` }, call);
    },

    /** A list by the saved rules and by proposed ones; nothing is saved or counted. */
    previewRules(rules: RulesToTry, call?: CallOptions): Promise<RulesPreview> {
      return send({ method: "POST", path: "/v1/rules/preview", body: rules }, call);
    },

    /** The model that serves. 503 when there is none yet. */
    model(call?: CallOptions): Promise<Model> {
      return send({ method: "GET", path: "/v1/model" }, call);
    },
  };
}

/** Whether what a call deletes was there. */
async function wasThere(deletion: Promise<unknown>): Promise<boolean> {
  try {
    await deletion;
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}

/** Characters of an import that are sent at once: a write for every item would cost more than the item. */
const LINES_PER_WRITE = 65_536;

const itemPath = (itemId: string, rest = "") => `/v1/items/${segment("itemId", itemId)}${rest}`;
const customerPath = (id: string, rest = "") => `/v1/customers/${segment("customerId", id)}${rest}`;

/** One path segment. An empty one, `.` or `..` would name another route: addresses cannot carry them. */
function segment(name: string, id: string): string {
  if (id === "" || id === "." || id === "..")
    throw new TypeError(`${name} "${id}" cannot be part of an address`);
  return encodeURIComponent(id);
}

function listQuery({ filter = {}, ...rest }: PersonalQuestion): Record<string, QueryValue> {
  return {
    // In alphabetical order, in which the API finds an answer that it has kept soonest.
    all: filter.all?.map(conditionText),
    any: filter.any?.map(conditionText),
    brands: filter.brands,
    categories: filter.categories,
    context: rest.context && Object.entries(rest.context).map(([name, value]) => `${name}:${value}`),
    customerId: rest.customerId,
    diversity: rest.diversity,
    exclude: filter.excludeItemIds,
    explain: rest.explain,
    fill: rest.fill,
    inStock: filter.inStock,
    includeItems: rest.includeItems,
    limit: rest.limit,
    none: filter.none?.map(conditionText),
    notBoughtForDays: filter.notBoughtForDays,
    notInCart: filter.notInCart,
    placement: rest.placement,
    priceMax: filter.price?.max,
    priceMin: filter.price?.min,
    variants: rest.variants,
  };
}

/** `category:TEXT`, `brand:TEXT` or `attribute:TEXT`. */
function conditionText(condition: Condition): string {
  if ("category" in condition) return `category:${condition.category}`;
  return "brand" in condition ? `brand:${condition.brand}` : `attribute:${condition.attribute}`;
}

function toLines(items: Iterable<NewItem> | AsyncIterable<NewItem>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const rest = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let lines = "";
      let next = await rest.next();
      for (; next.done !== true; next = await rest.next()) {
        lines += `${JSON.stringify(next.value)}\n`;
        if (lines.length >= LINES_PER_WRITE) break;
      }
      if (lines !== "") controller.enqueue(encoder.encode(lines));
      if (next.done === true) controller.close();
    },
    async cancel() {
      await rest.return?.();
    },
  });
}
