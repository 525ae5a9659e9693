import { expect, test } from "bun:test";
import { ApiError, ConnectionError } from "@aisle/client";
import { ask } from "./ask.ts";

const refusal = (status: number, kind: string) =>
  new ApiError({ type: `urn:aisle:problem:${kind}`, title: "Refused", status }, undefined);

test.each([
  ["away", new ConnectionError("timeout", "too slow")],
  ["no-model", refusal(503, "no-model")],
  ["failed", refusal(503, "store-unavailable")],
  ["failed", refusal(401, "unauthorized")],
  ["refused", refusal(400, "invalid-request")],
  ["refused", refusal(414, "address-too-long")],
  ["missing", refusal(404, "unknown-item")],
] as const)("a visitor is told of %s by its own kind of error", async (trouble, error) => {
  expect(await ask(Promise.reject(error))).toEqual({ ok: false, trouble });
});

test("an answer is passed on, and a fault that is not the API's is not hidden", async () => {
  expect(await ask(Promise.resolve(1))).toEqual({ ok: true, value: 1 });
  const fault = new RangeError("ours");
  expect(await ask(Promise.reject(fault)).catch((error: unknown) => error)).toBe(fault);
});
