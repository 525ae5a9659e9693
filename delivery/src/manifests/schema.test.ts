import { describe, expect, test } from "bun:test";
import { strict } from "./schema.ts";

describe("a strict schema", () => {
  test("takes no property that it does not name, however deep", () => {
    expect(
      strict({
        type: "object",
        properties: {
          spec: { type: "array", items: { type: "object", properties: { a: { type: "string" } } } },
        },
      }),
    ).toEqual({
      type: "object",
      properties: {
        spec: {
          type: "array",
          items: { type: "object", properties: { a: { type: "string" } }, additionalProperties: false },
        },
      },
      additionalProperties: false,
    });
  });

  test.each([
    ["where the kind keeps what it does not know", { "x-kubernetes-preserve-unknown-fields": true }],
    ["where it says what other properties are", { additionalProperties: { type: "string" } }],
  ])("stays open %s", (_, more) => {
    const schema = strict({ type: "object", properties: { a: { type: "string" } }, ...more });
    expect(schema["additionalProperties"]).not.toBe(false);
  });

  test("does not close branches, which say more of what stands beside them", () => {
    const branch = { properties: { a: { type: "string" } }, required: ["a"] };
    expect(strict({ type: "object", properties: { a: {}, b: {} }, anyOf: [branch] })["anyOf"]).toEqual([
      branch,
    ]);
  });

  test("takes a number or a word where Kubernetes does", () => {
    expect(strict({ type: "string", format: "int-or-string" })).toEqual({ type: ["string", "integer"] });
    expect(strict({ "x-kubernetes-int-or-string": true, anyOf: [], pattern: "^[0-9]+%?$" })).toEqual({
      type: ["string", "integer"],
      pattern: "^[0-9]+%?$",
    });
  });

  test("takes nothing at all where that is allowed", () => {
    expect(strict({ type: "string", nullable: true })).toEqual({ type: ["string", "null"] });
  });

  test("keeps properties that are called as what it drops", () => {
    expect(strict({ type: "object", properties: { description: { type: "string" }, format: {} } })).toEqual({
      type: "object",
      properties: { description: { type: "string" }, format: {} },
      additionalProperties: false,
    });
  });
});
