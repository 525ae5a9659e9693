import { describe, expect, test } from "bun:test";
import { customKinds, ownKinds } from "./kinds.ts";

const META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
const kindOf = (group: string, version: string, kind: string) => ({
  "x-kubernetes-group-version-kind": [{ group, version, kind }],
});
const document = {
  definitions: {
    [META]: { type: "object", properties: { name: { type: "string" } } },
    Box: {
      type: "object",
      properties: { metadata: { $ref: `#/definitions/${META}` }, spec: { $ref: "#/definitions/BoxSpec" } },
      required: ["spec"],
      ...kindOf("", "v1", "Box"),
    },
    BoxSpec: { type: "object", properties: { size: { $ref: "#/definitions/Size" } } },
    Size: { type: "integer" },
    Crate: { type: "object", properties: {}, ...kindOf("storage.example", "v1beta1", "Crate") },
    DeleteOptions: {
      type: "object",
      "x-kubernetes-group-version-kind": [
        { group: "", version: "v1", kind: "DeleteOptions" },
        { group: "apps", version: "v1", kind: "DeleteOptions" },
      ],
    },
  },
};

describe("Kubernetes' own kinds", () => {
  const kinds = ownKinds(document);

  test("are those that can be applied", () => {
    expect(kinds.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([
      "v1 Box",
      "storage.example/v1beta1 Crate",
    ]);
  });

  test("bring what they refer to, directly or not, and nothing else", () => {
    expect(Object.keys(kinds[0]!.schema["definitions"] as object).toSorted()).toEqual([
      "BoxSpec",
      "Size",
      META,
    ]);
  });

  test("say what they are", () => {
    expect(kinds[0]!.schema).toMatchObject({
      properties: { apiVersion: { const: "v1" }, kind: { const: "Box" } },
      required: ["apiVersion", "kind", "spec"],
      additionalProperties: false,
    });
  });
});

describe("a CustomResourceDefinition", () => {
  const version = (name: string, served: boolean) => ({
    name,
    served,
    schema: {
      openAPIV3Schema: {
        type: "object",
        properties: {
          metadata: { type: "object" },
          spec: { type: "object", properties: { a: { type: "integer" } } },
        },
      },
    },
  });
  const definition = {
    kind: "CustomResourceDefinition",
    spec: {
      group: "flagger.app",
      names: { kind: "Canary" },
      versions: [version("v1beta1", true), version("v1alpha1", false)],
    },
  };

  test("gives a kind for each version that is served, with the metadata that every object has", () => {
    const kinds = customKinds(definition, document);
    expect(kinds).toHaveLength(1);
    expect(kinds[0]).toMatchObject({
      apiVersion: "flagger.app/v1beta1",
      kind: "Canary",
      schema: {
        properties: {
          metadata: { $ref: `#/definitions/${META}` },
          spec: { properties: { a: { type: "integer" } }, additionalProperties: false },
        },
        definitions: { [META]: { additionalProperties: false } },
      },
    });
  });

  test("is looked for among other objects and nothing", () => {
    expect(customKinds({ kind: "ServiceAccount" }, document)).toEqual([]);
    expect(customKinds(null, document)).toEqual([]);
  });
});
