import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Shop, startShop } from "../../test/shop.ts";

interface Media {
  schema: Record<string, unknown>;
}
interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string; schema: Record<string, unknown> }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media>; headers?: object }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

let shop: Shop;
let document: Document;
let operations: [string, string, Operation][] = [];
beforeAll(async () => {
  shop = await startShop();
  document = (await (await shop.call("GET", "/openapi.json")).json()) as Document;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
      path,
      method,
      operation,
    ]),
  );
});
afterAll(() => shop.stop());

test("says of every operation which key it takes", () => {
  for (const [path, , operation] of operations) {
    const { security, responses } = operation as Operation & { security?: unknown };
    expect({ path, security }).toEqual({
      path,
      security: [{ key: [expect.stringMatching(/^(recommend|events|catalogue|admin)$/)] }],
    });
    expect(Object.keys(responses)).toContain("401");
  }
});

test("holds every route under its real address", () => {
  expect(document.openapi).toStartWith("3.1.");
  expect(operations.map(([path, method]) => `${method.toUpperCase()} ${path}`).toSorted()).toEqual([
    "DELETE /v1/customers/{id}",
    "DELETE /v1/events/{id}",
    "DELETE /v1/items/{id}",
    "GET /v1/customers",
    "GET /v1/customers/{id}",
    "GET /v1/customers/{id}/export",
    "GET /v1/facets",
    "GET /v1/items",
    "GET /v1/items/{id}",
    "GET /v1/items/{id}/bought-together",
    "GET /v1/items/{id}/neighbours",
    "GET /v1/items/{id}/shown-to",
    "GET /v1/items/{id}/similar",
    "GET /v1/model",
    "GET /v1/recommendations",
    "GET /v1/rules",
    "GET /v1/rules/versions",
    "GET /v1/rules/versions/{version}",
    "GET /v1/trending",
    "PATCH /v1/items/{id}",
    "POST /v1/cart/recommendations",
    "POST /v1/customers:batch",
    "POST /v1/events",
    "POST /v1/items:batch",
    "POST /v1/recommendations",
    "POST /v1/recommendations:explain",
    "POST /v1/rules/preview",
    "PUT /v1/customers/{id}",
    "PUT /v1/items/{id}",
    "PUT /v1/rules",
  ]);
});

test("names each operation once, with a summary, and declares every parameter of its path", () => {
  const ids = operations.map(([, , { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [path, , { summary, parameters = [] }] of operations) {
    expect(summary).not.toBe("");
    const inPath = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => `{${name}}`);
    expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
  }
});

test("has JSON bodies only, except for imports of lines, and no marks of its makers", () => {
  const bodies = operations.flatMap(([path, , { requestBody }]) =>
    requestBody ? [[path, Object.keys(requestBody.content).join()]] : [],
  );
  expect(bodies.filter(([, types]) => types !== "application/json")).toEqual([
    ["/v1/items:batch", "application/json,application/x-ndjson"],
  ]);
  expect(JSON.stringify(document)).not.toContain("$schema");
});

test("gives numbers, booleans and lists of a query their own types", () => {
  const query = document.paths["/v1/trending"]!["get"]!.parameters!;
  const type = (name: string) => query.find((parameter) => parameter.name === name)!.schema["type"];
  expect([type("limit"), type("priceMin"), type("inStock"), type("categories"), type("customerId")]).toEqual([
    "integer",
    "number",
    "boolean",
    "array",
    "string",
  ]);
});

test("documents the problems that an operation can answer, and the headers of every response", () => {
  const { responses } = document.paths["/v1/items/{id}/similar"]!["get"]!;
  expect(Object.keys(responses)).toEqual([
    "200",
    "304",
    "400",
    "401",
    "403",
    "404",
    "414",
    "429",
    "431",
    "500",
    "503",
  ]);
  for (const status of ["200", "304"])
    expect(Object.keys(responses[status]!.headers ?? {})).toContain("etag");
  expect(Object.keys(document.paths["/v1/recommendations"]!["post"]!.responses)).not.toContain("304");
  expect(Object.keys(responses["404"]!.content!)).toEqual(["application/problem+json"]);
  for (const [, , operation] of operations)
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status === "431") continue; // the runtime's, before there is a request to name
      expect(Object.keys(response.headers ?? {})).toContain("x-request-id");
    }
});

describe("its examples", () => {
  test("are there for every body", () => {
    for (const [path, , { requestBody }] of operations) {
      if (requestBody === undefined) continue;
      expect(`${path} ${JSON.stringify(requestBody)}`).toContain('"examples":');
    }
  });

  test("are accepted by the service", async () => {
    await shop.store.putItems([{ itemId: "p000010" }]);
    shop.time.now = Date.parse("2027-01-01T00:00:00Z");
    for (const [path, method, { requestBody }] of operations) {
      const schema = requestBody?.content["application/json"]?.schema;
      if (schema === undefined) continue;
      const [first] = (schema["anyOf"] as Record<string, unknown>[] | undefined) ?? [schema];
      const [example] = first!["examples"] as object[];
      const response = await shop.call(method.toUpperCase(), path.replace("{id}", "p000010"), example);
      expect(`${method} ${path} ${response.status}`).toMatch(/ 20[02]$/);
    }
  });
});
