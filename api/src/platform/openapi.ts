// The OpenAPI document, from the routes and the schemas that they validate with.
import { toOpenAPISchema } from "@elysiajs/openapi";
import type { AnyElysia } from "elysia";
import type * as v from "valibot";
import { scopeOf } from "../keys/scopes.ts";
import { type JsonSchema, jsonSchema } from "./openapi-schema.ts";
import { PROBLEM_MEDIA_TYPE } from "./problem.ts";

const OPENAPI_VERSION = "3.1.2";

const PROBLEM_SCHEMA = {
  type: "object",
  description: "RFC 9457 problem details.",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    instance: { type: "string" },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: { path: { type: "string" }, message: { type: "string" } },
        required: ["path", "message"],
      },
    },
  },
  required: ["type", "title", "status", "detail"],
  examples: [
    {
      type: "urn:aisle:problem:invalid-request",
      title: "The request is not valid",
      status: 400,
      detail: "See `errors` for what to change.",
      instance: "/v1/recommendations",
      errors: [{ path: "limit", message: "Invalid value: Expected <=100 but received 500" }],
    },
  ],
};

/** Operations whose answers are kept, and can be asked for again by their tags. */
const KEPT = new Set(["getRecommendations", "similarItems", "boughtTogether", "trending"]);

/** Operations on an id that need not be known. */
const CREATE_OR_ERASE = new Set(["putItem", "putCustomer", "eraseCustomer"]);

/** Addresses of what may not be there. */
const WITH_IDS = /\{(?:id|version)\}/;

interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses?: Readonly<Record<string, object>>;
}

/** Adds to Elysia's document what its generator cannot know: problems, headers, and a colon that is no parameter. */
export function openApiDocument(app: AnyElysia): JsonSchema {
  const valibot = (schema: v.GenericSchema, mode: "input" | "output" = "input") => jsonSchema(schema, mode);
  const { paths } = toOpenAPISchema(app, undefined, undefined, { valibot }, OPENAPI_VERSION);
  return {
    openapi: OPENAPI_VERSION,
    info: {
      title: "Aisle",
      version: "1",
      description: "Product recommendations from what customers view, put in the cart and buy.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, methods]) => [realPath(path), complete(path, methods ?? {})]),
    ),
    components: {
      schemas: { Problem: PROBLEM_SCHEMA },
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "A key, as `make key` makes it." },
      },
    },
  };
}

/** The router took the end of `/v1/items:batch` for a parameter. */
const VERB = /\{(batch|explain)\}$/;
const realPath = (path: string): string => path.replace(VERB, ":$1");

function complete(path: string, methods: object): JsonSchema {
  return Object.fromEntries(
    Object.entries(methods).map(([method, operation]: [string, Operation]) => {
      const { parameters, ...rest } = operation;
      const { responses = {} } = operation;
      return [
        method,
        {
          ...rest,
          security: [{ key: [scopeOf(operation.operationId)] }],
          ...(parameters && !VERB.test(path) && { parameters }),
          responses: {
            ...withHeaders(responses, operation),
            ...(KEPT.has(operation.operationId ?? "") && { 304: NOT_MODIFIED }),
            ...problems(path, operation),
          },
        },
      ];
    }),
  );
}

const HEADERS = {
  "x-request-id": { description: "Names the request in the log.", schema: { type: "string" } },
  "x-model-version": { description: "The model that serves, when there is one.", schema: { type: "string" } },
};

const KEPT_HEADERS = {
  ...HEADERS,
  etag: { description: "For `if-none-match`, when the answer is kept.", schema: { type: "string" } },
};

const NOT_MODIFIED = {
  description: "What `if-none-match` names is still the answer.",
  headers: KEPT_HEADERS,
};

function withHeaders(
  responses: Readonly<Record<string, object>>,
  { operationId = "" }: Operation,
): JsonSchema {
  const headers = KEPT.has(operationId) ? KEPT_HEADERS : HEADERS;
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [status, { ...response, headers }]),
  );
}

/** The runtime says it before the service sees the request. */
const TOO_MANY_HEADERS = {
  description: "The address and the headers have more than 16 KiB. The connection ends.",
};

function problems(path: string, { operationId = "", requestBody }: Operation): JsonSchema {
  const descriptions: Record<string, string> = {
    // Any address can be one that is no text.
    400: "The request is not valid.",
    414: "The address is too long.",
    401: "The caller is not known.",
    403: "The key does not have the operation's scope.",
    429: "The key's rate is used up; `retry-after` says for how long.",
    ...(operationId === "saveRules" && {
      409: "Somebody saved other rules than those of the expected version.",
    }),
    ...(WITH_IDS.test(path) && !CREATE_OR_ERASE.has(operationId) && { 404: "Nothing has this id." }),
    ...(requestBody !== undefined && {
      408: "The body took too long.",
      413: "The body is too large.",
      415: "The body has an unsupported type.",
    }),
    500: "The service failed.",
    503: "No model serves yet, the store cannot be used now, or there is too much to do: `retry-after` says for how long.",
  };
  const content = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: "#/components/schemas/Problem" } } };
  const described = Object.entries(descriptions).map(([status, description]) => [
    status,
    { description, content, headers: HEADERS },
  ]);
  return { ...Object.fromEntries(described), 431: TOO_MANY_HEADERS };
}
