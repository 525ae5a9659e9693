// What serves, in each state that registry, pointer and API can be in.
import { describe, expect, test } from "bun:test";
import type { BundleVersion } from "@aisle/mlflow";
import { json, scriptedServer } from "@aisle/mlflow/testing";
import { currentModel, describeCurrent, type Sources } from "./current.ts";
import { askApi } from "./serving-api.ts";
import type { Pointer } from "./serving.ts";

const digestOf = (number: number): string => `sha256:${String(number).repeat(64)}`;
const version = (number: number): BundleVersion => ({
  version: String(number),
  digest: digestOf(number),
  runId: "r",
  tags: {},
});
const [V2, V3] = [version(2), version(3)];
const pointerTo = (number: number): Pointer => ({
  state: "serving",
  serving: { version: String(number), digest: digestOf(number), bundle: "/b" },
});
const NONE: Pointer = { state: "none" };
const UNREADABLE: Pointer = { state: "unreadable", path: "/h/serving.json" };

interface Known {
  readonly versions?: readonly BundleVersion[];
  readonly champion?: BundleVersion;
  readonly promoted?: BundleVersion;
  readonly pointer?: Pointer;
  readonly api?: Sources["api"];
  readonly aliasLeads?: boolean;
}

const current = ({
  versions = [V2, V3],
  champion,
  promoted,
  pointer = NONE,
  api,
  aliasLeads = false,
}: Known) =>
  currentModel({
    registry: {
      champion: async () => champion,
      byDigest: async (digest) => versions.find((known) => known.digest === digest),
      lastPromoted: async () => promoted,
    },
    pointer,
    api,
    aliasLeads,
  });

const SERVES_3 = { state: "serves", digest: digestOf(3) } as const;
const SILENT = { state: "silent", reason: "ECONNREFUSED" } as const;

describe("what serves", () => {
  test.each<[string, Known, object]>([
    ["is nothing on a new machine with a new registry", { versions: [] }, { state: "none" }],
    ["is nothing when the API says so, too", { versions: [], api: { state: "empty" } }, { state: "none" }],
    ["is nothing while versions were only proposed", { versions: [V2] }, { state: "none" }],
    ["is the champion on a new machine", { champion: V3 }, { state: "champion", version: V3 }],
    [
      "is the champion that the pointer names",
      { champion: V3, pointer: pointerTo(3) },
      { state: "champion", version: V3 },
    ],
    [
      "is the champion when the pointer is damaged",
      { champion: V3, pointer: UNREADABLE },
      { state: "champion", version: V3 },
    ],
    [
      "is the champion while the API is away",
      { champion: V3, api: SILENT },
      { state: "champion", version: V3 },
    ],
    ["is found by digest without an alias", { pointer: pointerTo(3) }, { state: "lost alias", version: V3 }],
    [
      "is found by what the API says without an alias",
      { api: SERVES_3 },
      { state: "lost alias", version: V3 },
    ],
    [
      "is not what an alias says that somebody set by hand",
      { champion: V2, pointer: pointerTo(3) },
      { state: "other alias", version: V3, aliased: V2 },
    ],
    [
      "is what the API says rather than the pointer",
      { champion: V2, pointer: pointerTo(2), api: SERVES_3 },
      { state: "other alias", version: V3, aliased: V2 },
    ],
    [
      "is known by its digest in an empty registry",
      { versions: [], pointer: pointerTo(3) },
      { state: "unregistered", digest: digestOf(3) },
    ],
    [
      "is known by the API's word in an empty registry",
      { versions: [], api: SERVES_3 },
      { state: "unregistered", digest: digestOf(3) },
    ],
    [
      "is known by its digest when its version was deleted and the alias moved",
      { versions: [V2], champion: V2, pointer: pointerTo(3) },
      { state: "unregistered", digest: digestOf(3) },
    ],
    [
      "is the alias's in a cluster, where the pointer is of the last time",
      { champion: V3, pointer: pointerTo(2), aliasLeads: true },
      { state: "champion", version: V3 },
    ],
    [
      "is that of the last time in a cluster whose alias is lost",
      { pointer: pointerTo(3), aliasLeads: true },
      { state: "lost alias", version: V3 },
    ],
    [
      "is that of the last time in a cluster whose registry is lost",
      { versions: [], pointer: pointerTo(3), aliasLeads: true },
      { state: "unregistered", digest: digestOf(3) },
    ],
    [
      "is unknown when a version was promoted and nothing else is left",
      { promoted: V3 },
      { state: "unknown" },
    ],
    [
      "is unknown when the pointer cannot be read and there is no alias",
      { pointer: UNREADABLE },
      { state: "unknown" },
    ],
    [
      "is unknown when the API does not answer and nothing else says it",
      { api: SILENT },
      { state: "unknown" },
    ],
  ])("%s", async (_, known, expected) => expect(await current(known)).toMatchObject(expected));

  test("has its own sentence in every state that is out of order", async () => {
    const states = [
      { pointer: pointerTo(3) },
      { champion: V2, pointer: pointerTo(3) },
      { versions: [], pointer: pointerTo(3) },
      { promoted: V3 },
      { pointer: UNREADABLE },
      { api: SILENT },
    ];
    const sentences = await Promise.all(states.map(async (known) => describeCurrent(await current(known))));
    expect(sentences).toEqual([
      expect.stringContaining("no alias champion: version 3 (sha256:333333333333) serves"),
      expect.stringContaining("names version 2, but version 3 (sha256:333333333333) serves"),
      expect.stringContaining("does not know the model that serves (sha256:333333333333)"),
      expect.stringContaining("`trainer promote --version 3` if that is to serve"),
      expect.stringContaining("/h/serving.json cannot be read"),
      expect.stringContaining("the API does not say (ECONNREFUSED)"),
    ]);
    expect(describeCurrent(await current({ champion: V3 }))).toBeUndefined();
    expect(describeCurrent(await current({ versions: [] }))).toBeUndefined();
  });
});

describe("an API that is asked what it serves", () => {
  const model = { version: "3", digest: digestOf(3), track: "stable" };

  test.each([
    ["serves what it says", () => json(model), { state: "serves", digest: digestOf(3) }],
    ["is silent when it is a canary", () => json({ ...model, track: "canary" }), { state: "silent" }],
    [
      "is silent when its digest is none",
      () => json({ ...model, digest: "sha256:/../" }),
      { state: "silent" },
    ],
    ["is silent when it is something else", () => new Response("<html>"), { state: "silent" }],
    [
      "is silent when it takes no stranger",
      () =>
        Response.json({ type: "urn:aisle:problem:unauthorized", title: "no", status: 401 }, { status: 401 }),
      { state: "silent" },
    ],
    [
      "is empty when it has no model",
      () =>
        Response.json({ type: "urn:aisle:problem:no-model", title: "none", status: 503 }, { status: 503 }),
      { state: "empty" },
    ],
  ])("%s", async (_, answer, expected) => {
    await using server = scriptedServer(answer);
    expect(await askApi({ apiUrl: server.url })).toMatchObject(expected);
  });

  test("is silent where nothing listens", async () => {
    expect(await askApi({ apiUrl: "http://127.0.0.1:1" })).toMatchObject({ state: "silent" });
  });
});
