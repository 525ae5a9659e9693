import { describe, expect, test } from "bun:test";
import { scripted } from "../test/scripted.ts";
import { KubernetesCluster, milliseconds } from "./cluster.ts";

const deployment = (image: string, env: readonly { name: string; value?: string }[]) => ({
  kind: "Deployment",
  spec: { template: { spec: { containers: [{ name: "api", image, env }] } } },
});
const ANSWERS: Readonly<Record<string, unknown>> = {
  "/apis/flagger.app/v1beta1/namespaces/aisle/canaries/api": {
    spec: {
      analysis: {
        interval: "10s",
        metrics: [
          { name: "request-success-rate", interval: "1m", thresholdRange: { min: 99 } },
          { name: "request-duration", thresholdRange: { max: 100 } },
        ],
      },
    },
    status: {
      phase: "Progressing",
      canaryWeight: 25,
      failedChecks: 1,
      iterations: 0,
      lastAppliedSpec: "54c5f4dcb4",
      lastPromotedSpec: "6cf8b8b5c",
      conditions: [{ type: "Promoted", status: "Unknown", lastTransitionTime: "2026-11-24T04:00:00Z" }],
    },
  },
  "/apis/apps/v1/namespaces/aisle/deployments/api": deployment("aisle/api:two", [
    { name: "MODEL_VERSION", value: "2" },
    { name: "MODEL_DIGEST", value: "sha256:22" },
    { name: "MODEL_TRACK" },
  ]),
  "/apis/apps/v1/namespaces/aisle/deployments/api-primary": deployment("aisle/api:one", [
    { name: "MODEL_VERSION", value: "none" },
    { name: "MODEL_DIGEST", value: "" },
  ]),
  "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/apps": {
    status: {
      lastAppliedRevision: `main@sha1:${"a".repeat(40)}`,
      lastAttemptedRevision: `main@sha1:${"b".repeat(40)}`,
    },
  },
  "/api/v1/namespaces/aisle/pods": {
    items: [
      {
        status: {
          initContainerStatuses: [
            {
              name: "model",
              state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 20s" } },
              lastState: { terminated: { exitCode: 1, message: "fetch:\n  model.safetensors is damaged\n" } },
            },
          ],
          containerStatuses: [{ name: "api", state: { waiting: { reason: "PodInitializing" } } }],
        },
      },
      {
        status: {
          containerStatuses: [
            {
              name: "api",
              state: { waiting: { reason: "ErrImagePull", message: "no such tag" } },
              lastState: {},
            },
            { name: "other", state: { terminated: { exitCode: 0 } } },
          ],
        },
      },
      {
        metadata: { deletionTimestamp: "2026-11-24T04:00:00Z" },
        status: { containerStatuses: [{ name: "api", state: { terminated: { exitCode: 137 } } }] },
      },
      {},
    ],
  },
  "/api/v1/namespaces/aisle/events": {
    items: [
      { type: "Warning", message: "Halt", lastTimestamp: "2026-11-24T04:00:00Z" },
      {
        type: "Normal",
        message: "(combined from similar events): Promotion completed!",
        eventTime: "2026-11-24T04:00:01Z",
        lastTimestamp: null,
      },
    ],
  },
};

const clusterAt = (url: string): KubernetesCluster =>
  new KubernetesCluster({
    url,
    token: async () => "token-of-now",
    ca: undefined,
    canary: { namespace: "aisle", name: "api" },
    kustomization: { namespace: "flux-system", name: "apps" },
  });

describe("the cluster", () => {
  test("that does not answer, or not as Kubernetes does, is an error that says what was asked", async () => {
    expect(clusterAt("http://127.0.0.1:1").observe()).rejects.toThrow("was not answered");
    await using odd = scripted(() => new Response("<html>"));
    expect(clusterAt(odd.url).observe()).rejects.toThrow("in a way that is not understood");
    await using forbidden = scripted(() => new Response("no", { status: 403 }));
    expect(clusterAt(forbidden.url).observe()).rejects.toThrow("was answered 403: no");
  });

  test("is read as far as it can be meant: no endless answer, no list of all there is, no text of many lines", async () => {
    const endless = () =>
      new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1_048_576)) });
    await using long = scripted(() => new Response(endless()));
    expect(clusterAt(long.url).events()).rejects.toThrow("it has more than 16777216 bytes");
    const events = Array.from({ length: 5_001 }, () => ({ message: "x" }));
    await using many = scripted(() => Response.json({ items: events }));
    expect(clusterAt(many.url).events()).rejects.toThrow("in a way that is not understood");
    const lines = { items: [{ message: `Halt\n\nAisle-Reverts: ${"x".repeat(10_000)}` }] };
    await using talkative = scripted(() => Response.json(lines));
    const [event] = await clusterAt(talkative.url).events();
    expect(event?.message).toStartWith("Halt Aisle-Reverts: x");
    expect(event?.message).toHaveLength(4_000);
  });

  test("without a canary, or with one that Flagger has not seen, has nothing to see", async () => {
    await using empty = scripted(() => new Response("{}", { status: 404 }));
    expect(await clusterAt(empty.url).observe()).toBeUndefined();
    await using fresh = scripted(({ path }) =>
      Response.json(path.includes("canaries") ? { spec: { analysis: { interval: "10s" } } } : ANSWERS[path]),
    );
    expect(await clusterAt(fresh.url).observe()).toBeUndefined();
  });

  test("is seen as Flagger, the deployments and Flux say", async () => {
    await using server = scripted(({ path }) => Response.json(ANSWERS[path]));
    expect(await clusterAt(server.url).observe()).toEqual({
      phase: "Progressing",
      weight: 25,
      failedChecks: 1,
      appliedSpec: "54c5f4dcb4",
      promotedSpec: "6cf8b8b5c",
      turnedAt: Date.parse("2026-11-24T04:00:00Z"),
      checks: [
        { name: "request-success-rate", min: 99 },
        { name: "request-duration", max: 100 },
      ],
      intervalMs: 10_000,
      target: { image: "aisle/api:two", model: { version: "2", digest: "sha256:22" } },
      primary: { image: "aisle/api:one", model: undefined },
      commit: "b".repeat(40),
    });
    for (const { headers } of server.asked) expect(headers.get("authorization")).toBe("Bearer token-of-now");
  });

  test("repeats what Flagger said", async () => {
    await using server = scripted(({ path }) => Response.json(ANSWERS[path]));
    expect(await clusterAt(server.url).events()).toEqual([
      { at: Date.parse("2026-11-24T04:00:00Z"), message: "Halt", isWarning: true },
      { at: Date.parse("2026-11-24T04:00:01Z"), message: "Promotion completed!", isWarning: false },
    ]);
  });
});

test("pods that do not start say why", async () => {
  await using server = scripted(({ path }) => Response.json(ANSWERS[path]));
  expect(await clusterAt(server.url).troubles()).toEqual([
    "container model ended with 1: fetch: model.safetensors is damaged",
    "container api: ErrImagePull no such tag",
  ]);
  expect(server.asked[0]?.query.get("labelSelector")).toBe("app=api");
});

test.each([
  ["10s", 10_000],
  ["1m30s", 90_000],
  ["1.5h", 5_400_000],
  ["250ms", 250],
  ["soon", 0],
])("the duration %s has %d ms", (text, ms) => {
  expect(milliseconds(text)).toBe(ms);
});
