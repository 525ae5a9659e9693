// One call of each operation, ready for a terminal. Its ids are those of the demo's shop.
import type { Route, Schema } from "./document.ts";

/** Stands for the API's own address; the page is told it when it is asked for. */
export const BASE = "http://localhost:3000";

/** Operations that change or remove what they name: an id that is nobody else's. */
const OWN_ID: Readonly<Record<string, string>> = {
  putItem: "my-first-item",
  deleteItem: "my-first-item",
  putCustomer: "my-first-customer",
  eraseCustomer: "nobody",
};
const DEMO_ITEM = "p000010";
const DEMO_CUSTOMER = "c0000042";

const QUERIES: Readonly<Record<string, string>> = {
  getRecommendations: `customerId=${DEMO_CUSTOMER}&limit=5&includeItems=true`,
  similarItems: "limit=5&includeItems=true",
  boughtTogether: "limit=5&includeItems=true",
  trending: "limit=5&includeItems=true",
  searchItems: "query=bag&limit=5",
  listCustomers: "limit=5",
  getCustomer: "limit=5",
};

/** The command for a route. */
export function curlOf(route: Route): string {
  const { method, path, operationId } = route;
  const id = OWN_ID[operationId] ?? (path.startsWith("/v1/customers") ? DEMO_CUSTOMER : DEMO_ITEM);
  const query = QUERIES[operationId];
  const url = `${BASE}${path.replace("{id}", id).replace("{version}", "1")}${query === undefined ? "" : `?${query}`}`;
  const body = exampleOf(route.requestBody?.content["application/json"]?.schema);
  if (body === undefined) return `curl -s${method === "GET" ? "" : ` -X ${method}`} ${quoted(url)}`;
  return [
    `curl -s${method === "POST" ? "" : ` -X ${method}`} ${quoted(url)} \\`,
    "  -H 'content-type: application/json' \\",
    `  -d ${quoted(JSON.stringify(body, undefined, 2))}`,
  ].join("\n");
}

/** The first example of a schema, or of the first of several. */
export function exampleOf(schema: Schema | undefined): unknown {
  return schema?.examples?.[0] ?? schema?.anyOf?.map(exampleOf).find((example) => example !== undefined);
}

/** For a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
