// What is known of customers: who they are, their history, all of it to take along, and its erasure.
import type { Store } from "@aisle/store";
import { Elysia } from "elysia";
import { Problem } from "../platform/problem.ts";
import { asSent } from "../platform/query-string.ts";
import { checked } from "../platform/validate.ts";
import {
  Customer,
  CustomerErasure,
  CustomerExport,
  CustomerList,
  CustomerListQuery,
  CustomerPath,
  CustomerQuery,
} from "./schema.ts";

export interface CustomerServices {
  readonly store: Pick<Store, "listCustomers" | "history" | "exportCustomer" | "eraseCustomer">;
  /** Told of each customer that was erased. */
  readonly onErase: (customerId: string) => void;
}

const tags = ["Customers"];
const DEFAULT_PAGE = 20;
const DEFAULT_HISTORY = 50;

export const customerRoutes = ({ store, onErase }: CustomerServices) =>
  new Elysia({ name: "customers" })
    .get(
      "/v1/customers",
      async ({ query: { limit = DEFAULT_PAGE } }) => {
        const customers = await store.listCustomers(limit);
        return {
          customers: customers.map(({ customerId, events, lastEventAt }) => ({
            customerId,
            events,
            lastEventAt: iso(lastEventAt),
          })),
        };
      },
      {
        transform: asSent,
        query: checked(CustomerListQuery),
        response: { 200: CustomerList },
        detail: { tags, summary: "Customers, newest activity first", operationId: "listCustomers" },
      },
    )
    .get(
      "/v1/customers/:id",
      async ({ params: { id }, query: { limit = DEFAULT_HISTORY } }) => {
        const history = await store.history(id, limit);
        if (history.length === 0) throw unknownCustomer(id);
        return {
          customerId: id,
          history: history.map(({ itemId, type, occurredAt }) => ({
            itemId,
            type,
            occurredAt: iso(occurredAt),
          })),
        };
      },
      {
        params: checked(CustomerPath),
        transform: asSent,
        query: checked(CustomerQuery),
        response: { 200: Customer },
        detail: { tags, summary: "A customer's newest events", operationId: "getCustomer" },
      },
    )
    .get(
      "/v1/customers/:id/export",
      async ({ params: { id } }) => {
        const events = await store.exportCustomer(id);
        if (events.length === 0) throw unknownCustomer(id);
        return {
          customerId: id,
          // The response schema drops what is only the store's own.
          events: events.map((event) => ({ ...event, occurredAt: iso(event.occurredAt) })),
        };
      },
      {
        params: checked(CustomerPath),
        response: { 200: CustomerExport },
        detail: { tags, summary: "All that is stored of a customer", operationId: "exportCustomer" },
      },
    )
    .delete(
      "/v1/customers/:id",
      async ({ params: { id } }) => {
        const { events, oldestEventAt, newestEventAt } = await store.eraseCustomer(id);
        onErase(id);
        return {
          customerId: id,
          erased: events,
          ...(oldestEventAt !== undefined && { oldestEventAt: iso(oldestEventAt) }),
          ...(newestEventAt !== undefined && { newestEventAt: iso(newestEventAt) }),
        };
      },
      {
        params: checked(CustomerPath),
        response: { 200: CustomerErasure },
        detail: {
          tags,
          summary: "Erase all that is known of a customer",
          description:
            "Says how many events were erased, and of which time. The next list knows nothing of the customer; the next " +
            "retrain learns nothing from the customer and takes the events out of older snapshots. Erasing a customer of " +
            "whom nothing is known answers the same, with `erased` 0. Later events of the customer count again.",
          operationId: "eraseCustomer",
        },
      },
    );

const iso = (time: number): string => new Date(time).toISOString();

const unknownCustomer = (customerId: string): Problem =>
  new Problem("unknown-customer", `There are no events of the customer "${customerId}".`);
