import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownKinds } from "./kinds.ts";
import { find } from "./programs.ts";
import { fileOf } from "./schema-files.ts";
import { faultsOf } from "./validate.ts";

test.each([
  [{ apiVersion: "v1", kind: "Service" }, "v1_v1_service.json"],
  [{ apiVersion: "apps/v1", kind: "Deployment" }, "apps_v1_deployment.json"],
])("%p has its schema in %p", (kind, file) => {
  expect(fileOf(kind)).toBe(file);
});

// It comes with `make check-manifests`.
describe.skipIf(find("kubeconform") === undefined)("kubeconform, on schemas made here,", () => {
  const folder = mkdtempSync(join(tmpdir(), "aisle-schemas-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const kinds = ownKinds({
    definitions: {
      Box: {
        type: "object",
        properties: { metadata: { type: "object" }, spec: { $ref: "#/definitions/BoxSpec" } },
        "x-kubernetes-group-version-kind": [{ group: "example", version: "v1", kind: "Box" }],
      },
      BoxSpec: { type: "object", properties: { size: { type: "integer" } }, required: ["size"] },
    },
  });
  for (const { schema, ...kind } of kinds) writeFileSync(join(folder, fileOf(kind)), JSON.stringify(schema));
  const box = (spec: object, kind = "Box") => [
    { apiVersion: "example/v1", kind, metadata: { name: "a" }, spec },
  ];

  test("finds nothing in an object that is right", async () => {
    expect(await faultsOf(box({ size: 1 }), folder)).toEqual([]);
  });

  test.each([
    ["a value of another type", box({ size: "large" }), "at '/spec/size': got string, want integer"],
    ["a field nobody knows", box({ size: 1, colour: "red" }), "additional properties 'colour' not allowed"],
    ["a field that is missing", box({}), "missing property 'size'"],
    ["a kind without a schema", box({ size: 1 }, "Bag"), "could not find schema for Bag"],
  ])("finds %s", async (_, objects, what) => {
    const faults = await faultsOf(objects, folder);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toStartWith(`${objects[0]!.kind} a: `);
    expect(faults[0]).toContain(what);
  });
});
