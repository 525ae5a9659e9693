import { describe, expect, test } from "bun:test";
import type { Observation } from "../cluster/cluster.ts";
import { isSettled, type Memory, stepsOf } from "./steps.ts";

const revision = { image: "aisle/api:1", model: undefined };
const seen = (phase: string, appliedSpec: string, promotedSpec: string, turnedAt = 1): Observation => ({
  phase,
  appliedSpec,
  promotedSpec,
  turnedAt,
  weight: 0,
  failedChecks: 0,
  checks: [],
  intervalMs: 10_000,
  target: revision,
  primary: revision,
  commit: undefined,
});
const memory = (ending?: string, promotedSpec?: string): Memory => ({ ending, promotedSpec });
const kinds = (...args: Parameters<typeof stepsOf>): string[] =>
  stepsOf(...args).map((step) => (step.kind === "begin" ? "begin" : `${step.kind} ${step.verdict}`));

describe("what is seen while the desk looks on", () => {
  test("a canary that runs is a release that begins, once", () => {
    expect(kinds(seen("Progressing", "b", "a"), undefined, memory("Succeeded@1", "a"))).toEqual(["begin"]);
    for (const phase of ["Progressing", "WaitingPromotion", "Promoting", "Finalising"])
      expect(kinds(seen(phase, "b", "a"), { spec: "b" }, memory("Succeeded@1", "a"))).toEqual([]);
  });

  test("it ends promoted or rolled back", () => {
    expect(kinds(seen("Succeeded", "b", "b", 2), { spec: "b" }, memory("Succeeded@1", "a"))).toEqual([
      "end promoted",
    ]);
    expect(kinds(seen("Failed", "b", "a", 2), { spec: "b" }, memory("Succeeded@1", "a"))).toEqual([
      "end rolled back",
    ]);
  });

  test("another commit in the middle supersedes it", () => {
    expect(kinds(seen("Progressing", "c", "a"), { spec: "b" }, memory("Succeeded@1", "a"))).toEqual([
      "end superseded",
      "begin",
    ]);
  });

  test("an end that is known is no news, also when a revert has been applied since", () => {
    expect(kinds(seen("Failed", "b", "a", 2), undefined, memory("Failed@2", "a"))).toEqual([]);
    expect(kinds(seen("Failed", "a", "a", 2), undefined, memory("Failed@2", "a"))).toEqual([]);
    expect(isSettled(seen("Failed", "a", "a", 2))).toBeTrue();
    expect(isSettled(seen("Failed", "b", "a", 2))).toBeFalse();
  });
});

describe("what is seen by a desk that was away", () => {
  test("the end of a release that it knew", () => {
    expect(kinds(seen("Failed", "a", "a", 2), { spec: "b" }, memory("Succeeded@1", "a"))).toEqual([
      "end rolled back",
    ]);
    expect(kinds(seen("Progressing", "c", "b"), { spec: "b" }, memory("Succeeded@1", "a"))).toEqual([
      "end promoted",
      "begin",
    ]);
  });

  test("a whole release", () => {
    expect(kinds(seen("Succeeded", "b", "b", 2), undefined, memory("Succeeded@1", "a"))).toEqual([
      "missed promoted",
    ]);
    expect(kinds(seen("Failed", "b", "a", 2), undefined, memory("Succeeded@1", "a"))).toEqual([
      "missed rolled back",
    ]);
    expect(kinds(seen("Failed", "b", "a", 3), undefined, memory("Failed@2", "a"))).toEqual([
      "missed rolled back",
    ]);
  });

  test("the end of one, and another that failed", () => {
    expect(kinds(seen("Failed", "c", "b", 3), { spec: "b" }, memory("Succeeded@1", "a"))).toEqual([
      "end promoted",
      "missed rolled back",
    ]);
  });

  test("nothing, when it has no journal and all is well; what failed is taken back all the same", () => {
    expect(kinds(seen("Initialized", "a", "a"), undefined, memory())).toEqual([]);
    expect(kinds(seen("Succeeded", "a", "a"), undefined, memory())).toEqual([]);
    expect(kinds(seen("Failed", "b", "a"), undefined, memory())).toEqual(["missed rolled back"]);
  });
});
