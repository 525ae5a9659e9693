import { expect, test } from "bun:test";
import { gateSegments } from "./segments.ts";

const entry = { item: 1, type: "purchase", time: 0 } as const;

test("strangers, new customers and new items are told apart, row by row", () => {
  const cases = [
    { customer: 0, history: [], taken: new Set([5, 6]), days: [1, 1] },
    { customer: 1, history: [entry], taken: new Set([5]), days: [1] },
    { customer: 2, history: [entry, entry], taken: new Set([6]), days: [2] },
    { customer: 3, history: [entry, entry, entry], taken: new Set([6]), days: [3] },
  ];
  const knownEvents = new Uint32Array(7).fill(9).with(6, 0);
  expect(gateSegments(cases, knownEvents)).toEqual([
    { name: "strangers", rows: Uint8Array.of(1, 1, 0, 0, 0) },
    { name: "new customers", rows: Uint8Array.of(0, 0, 1, 1, 0) },
    { name: "new items", rows: Uint8Array.of(0, 1, 0, 1, 1) },
  ]);
});
