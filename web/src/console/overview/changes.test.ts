import { expect, test } from "bun:test";
import type { Curve } from "../prometheus/prometheus.ts";
import { changesIn } from "./changes.ts";

const GRID = { from: 0, to: 12_000, step: 120 };

const curve = (
  labels: Readonly<Record<string, string>>,
  values: readonly (readonly [number, number])[],
): Curve => ({
  labels: new Map(Object.entries(labels)),
  values: new Map(values),
});

/** Ones from one time to another. */
const from = (begin: number, end: number) =>
  Array.from({ length: (end - begin) / GRID.step + 1 }, (_, at) => [begin + at * GRID.step, 1] as const);

const nothing = { models: [], alerts: [], releases: [] };

test("nothing that changed is no change", () => {
  expect(changesIn(nothing, GRID)).toEqual({ changes: [], models: [], firing: [] });
  const serves = curve({ version: "1", track: "stable" }, from(0, 12_000));
  expect(changesIn({ ...nothing, models: [serves] }, GRID).changes).toEqual([]);
});

test("a model begins to serve, again after it was away, but not after a scrape that failed", () => {
  const values = [...from(1_200, 2_400), ...from(2_760, 3_600), ...from(9_600, 12_000)];
  const { changes, models } = changesIn(
    { ...nothing, models: [curve({ version: "2", track: "canary" }, values)] },
    GRID,
  );
  expect(changes.map(({ at }) => at)).toEqual([9_600, 1_200]);
  expect(changes[0]?.text).toBe("Model 2 (canary) began to serve.");
  expect(models).toEqual([
    { at: 1_200, version: "2" },
    { at: 9_600, version: "2" },
  ]);
});

test("an alert fired for so long, or fires now", () => {
  const alerts = [
    curve({ alertname: "ApiSlow" }, from(1_200, 1_680)),
    curve({ alertname: "StoreDown" }, from(6_000, 12_000)),
  ];
  const { changes, firing } = changesIn({ ...nothing, alerts }, GRID);
  expect(firing).toEqual(["StoreDown"]);
  expect(changes.map(({ text }) => text)).toEqual([
    "The alert StoreDown fires since then.",
    "The alert ApiSlow fired for 10 minutes.",
  ]);
});

test("a release begins, and is promoted or taken back", () => {
  const releases = [
    curve({ name: "api" }, [
      [120, 1],
      [240, 0],
      [360, 0],
      [480, 2],
      [600, 0],
      [720, 1],
    ]),
  ];
  expect(changesIn({ ...nothing, releases }, GRID).changes.map(({ at, text }) => [at, text])).toEqual([
    [720, "A release of api was promoted."],
    [600, "A release of api began."],
    [480, "A release of api was taken back."],
    [240, "A release of api began."],
  ]);
});

test("of many changes the newest are told", () => {
  const alerts = Array.from({ length: 50 }, (_, at) =>
    curve({ alertname: `A${at}` }, from(at * 120, at * 120)),
  );
  const { changes } = changesIn({ ...nothing, alerts }, GRID);
  expect([changes.length, changes[0]?.at]).toEqual([20, 49 * 120]);
});
