import { describe, expect, test } from "bun:test";
import { type Manifest, stepsOf, substitute } from "./flux.ts";

const kustomization = (name: string, spec: Readonly<Record<string, unknown>> = {}): Manifest => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name },
  spec: { path: `./flux/${name}`, sourceRef: { kind: "GitRepository", name: "flux-system" }, ...spec },
});
const on = (...names: readonly string[]) => ({ dependsOn: names.map((name) => ({ name })) });

describe("the steps of a cluster", () => {
  test("come after what they depend on", () => {
    const steps = stepsOf(
      [
        kustomization("apps", on("data", "settings")),
        kustomization("data", on("settings")),
        kustomization("settings"),
      ],
      "flux-system",
    );
    expect(steps.map(({ name }) => name)).toEqual(["settings", "data", "apps"]);
  });

  test("may not depend on what is not there", () => {
    expect(() => stepsOf([kustomization("apps", on("date"))], "flux-system")).toThrow(
      "apps depends on date, which there is not",
    );
  });

  test("may not wait for each other", () => {
    const circle = [kustomization("a", on("b")), kustomization("b", on("a"))];
    expect(() => stepsOf(circle, "flux-system")).toThrow("a → b → a is a circle");
  });

  test("are those of this repository, and of Flux's kind", () => {
    const others: Manifest[] = [
      kustomization("flagger", { sourceRef: { kind: "GitRepository", name: "flagger" } }),
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "aisle" } },
    ];
    expect(stepsOf(others, "flux-system")).toEqual([]);
  });

  test("know what is done to the folder, and whose values are put in", () => {
    const patches = [{ target: { kind: "StatefulSet" }, patch: "[]" }];
    const postBuild = {
      substituteFrom: [
        { kind: "ConfigMap", name: "settings" },
        { kind: "Secret", name: "settings" },
      ],
    };
    const [step] = stepsOf([kustomization("apps", { patches, postBuild, wait: true })], "flux-system");
    expect(step).toMatchObject({
      changes: { patches },
      substitutes: ["ConfigMap settings", "Secret settings"],
    });
  });
});

describe("values", () => {
  test("are put in where the text names them", () => {
    expect(substitute("Host(`api.${DOMAIN}`) $(OTHER) $1", { DOMAIN: "shop.example" })).toBe(
      "Host(`api.shop.example`) $(OTHER) $1",
    );
  });

  test("that nobody gave are a mistake", () => {
    expect(() => substitute("${DOMIAN}", { DOMAIN: "shop.example" })).toThrow("${DOMIAN} is put in");
  });
});
