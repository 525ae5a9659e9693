import { describe, expect, test } from "bun:test";
import {
  checkedKey,
  chunks,
  datasetDigest,
  metricValue,
  paramValue,
  tagFilter,
  tagValue,
  versionTagValue,
  wholeNumber,
} from "./limits.ts";

describe("a key", () => {
  test.each(["ndcg@10", "", "a//b", "/a", "a/", "../a", "a/./b", "größe", "a\n"])(
    "such as %p is refused",
    (key) => {
      expect(() => checkedKey(key)).toThrow("does not take the key");
    },
  );

  test("of 251 characters is refused", () => {
    expect(() => checkedKey("k".repeat(251))).toThrow("longer than 250");
  });

  test.each(["ndcg_at_10", "segment/new customers", "mlflow.source.name", "a:b-c"])(
    "such as %p is taken as it is",
    (key) => {
      expect(checkedKey(key)).toBe(key);
    },
  );
});

describe("a metric's value", () => {
  test("that is infinite is refused by name", () => {
    expect(() => metricValue("loss", Number.POSITIVE_INFINITY)).toThrow("loss is Infinity");
    expect(() => metricValue("loss", Number.NEGATIVE_INFINITY)).toThrow("loss is -Infinity");
  });

  test("that is not a number goes as the text NaN, which JSON can hold", () => {
    expect(JSON.stringify([metricValue("a", Number.NaN), metricValue("b", 0.25)])).toBe('["NaN",0.25]');
  });
});

test.each([1.5, -1, Number.NaN, 2 ** 60])(
  "a time of %p is refused, because MLflow would store another",
  (time) => {
    expect(() => wholeNumber("The end time", time)).toThrow("The end time must be a whole number");
  },
);

describe("a value beyond MLflow's limit", () => {
  test.each([
    ["param", paramValue, 6_000],
    ["run tag", tagValue, 8_000],
    ["version tag", versionTagValue, 100_000],
  ])("is cut with a marker that says so: %s", (_, fit, limit) => {
    const cut = fit("x".repeat(limit + 1));
    expect(cut.length).toBe(limit);
    expect(cut).toEndWith(`x… [cut, ${limit + 1} characters in all]`);
    expect(fit("x".repeat(limit))).toBe("x".repeat(limit));
  });

  test("is never cut inside a surrogate pair", () => {
    for (const start of ["", "x"]) expect(paramValue(start + "😀".repeat(4_000)).isWellFormed()).toBeTrue();
  });
});

test("a dataset's digest of 37 characters is refused, because MLflow has no room for it", () => {
  expect(() => datasetDigest("0".repeat(37))).toThrow("1 to 36 characters");
  expect(datasetDigest("0".repeat(36))).toHaveLength(36);
});

test("a filter refuses what could end its quotes", () => {
  for (const value of ["a'b", 'a"b', "a`b", "a\\"]) expect(() => tagFilter("key", value)).toThrow("quotes");
  expect(tagFilter("aisle.digest", "sha256:ab")).toBe("tags.`aisle.digest` = 'sha256:ab'");
});

test("chunks keep every entry in order", () => {
  expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunks([], 2)).toEqual([]);
});
