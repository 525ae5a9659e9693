import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { eventCode, type EventType } from "../events.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { toSteps } from "../interactions/steps.ts";
import { type CollaborativeOptions, fitCollaborative } from "./collaborative.ts";
import { edgeWeight, type Graph } from "./graph.ts";

const PLAIN: CollaborativeOptions = {
  window: 3,
  decay: 0.5,
  backward: 0,
  lengthExponent: 0,
  sourceExponent: 0,
  targetExponent: 0,
  neighbours: 10,
};

function log(
  items: number,
  ...customers: (readonly (number | readonly [number, EventType])[])[]
): Interactions {
  const offsets = new Uint32Array(customers.length + 1);
  customers.forEach((events, at) => (offsets[at + 1] = offsets[at]! + events.length));
  const events = customers
    .flat()
    .map((event) => (typeof event === "number" ? ([event, "purchase"] as const) : event));
  return {
    customers: customers.length,
    items,
    offsets,
    item: Uint32Array.from(events, ([item]) => item),
    type: Uint8Array.from(events, ([, type]) => eventCode[type]),
    time: Float64Array.from(events.keys()),
  };
}

const ALL = [1, 1, 1, 1, 1, 1];

function row(graph: Graph, item: number): Record<number, number> {
  const edges: Record<number, number> = {};
  for (let at = graph.offsets[item]!; at < graph.offsets[item + 1]!; at++) {
    edges[graph.neighbours[at]!] = graph.weights[at]!;
  }
  return edges;
}

describe("the collaborative graph", () => {
  test("refuses a wrong number of event weights", () => {
    expect(() => toSteps(log(1, [0]), [1, 1])).toThrow("expected 6 event weights, got 2");
  });

  test("is empty without events", () => {
    const graph = fitCollaborative(toSteps(log(3), ALL), PLAIN);
    expect(graph.neighbours.length).toBe(0);
    expect(Array.from(graph.offsets)).toEqual([0, 0, 0, 0]);
  });

  test("leads from what was taken to what was taken next, less so the further away", () => {
    const graph = fitCollaborative(toSteps(log(4, [0, 1, 2, 3]), ALL), PLAIN);
    // Row maxima are 1 (rows 0 to 2), so the common scale is 1.
    expect(row(graph, 0)).toEqual({ 1: 1, 2: 0.5, 3: 0.25 });
    expect(row(graph, 3)).toEqual({});
  });

  test("counts earlier steps by the backward weight", () => {
    const graph = fitCollaborative(toSteps(log(2, [0, 1]), ALL), { ...PLAIN, backward: 0.5 });
    const ratio = edgeWeight(graph, 1, 0) / edgeWeight(graph, 0, 1);
    expect(ratio).toBeCloseTo(0.5, 6);
  });

  test("folds the view, cart and purchase of one item into a single step of the strongest", () => {
    const steps = toSteps(
      log(3, [
        [0, "view"],
        [1, "view"],
        [1, "cart"],
        [1, "purchase"],
        [2, "view"],
      ]),
      [0.2, 0.5, 1, 1, 0, 0],
    );
    expect(Array.from(steps.item)).toEqual([0, 1, 2]);
    expect(steps.weight[1]).toBe(1);
  });

  test("never links an item to itself, and never across customers", () => {
    const graph = fitCollaborative(toSteps(log(3, [0, 1, 0], [2]), ALL), PLAIN);
    expect(edgeWeight(graph, 0, 0)).toBe(0);
    expect(edgeWeight(graph, 0, 2) + edgeWeight(graph, 2, 0)).toBe(0);
  });

  test("equals the definition, computed pair by pair", () => {
    const sequences = fc.array(fc.array(fc.nat({ max: 7 }), { maxLength: 9 }), { maxLength: 8 });
    fc.assert(
      fc.property(sequences, fc.integer({ min: 1, max: 4 }), (customers, window) => {
        const options = {
          ...PLAIN,
          window,
          backward: 0.3,
          lengthExponent: 0.5,
          sourceExponent: 0.4,
          targetExponent: 0.3,
        };
        const steps = toSteps(log(8, ...customers), ALL);
        const graph = fitCollaborative(steps, options);
        const expected = pairByPair(steps, options);
        for (let source = 0; source < 8; source++) {
          for (let target = 0; target < 8; target++) {
            expect(edgeWeight(graph, source, target)).toBeCloseTo(expected[source]![target]!, 4);
          }
        }
      }),
    );
  });
});

function pairByPair(steps: ReturnType<typeof toSteps>, options: CollaborativeOptions): number[][] {
  const { items } = steps;
  const counts = Array.from(
    { length: items },
    (_, item) => steps.item.filter((other) => other === item).length,
  );
  const votes = Array.from({ length: items }, () => Array.from({ length: items }, () => 0));
  for (let customer = 0; customer < steps.customers; customer++) {
    const sequence = steps.item.slice(steps.offsets[customer], steps.offsets[customer + 1]);
    sequence.forEach((source, a) =>
      sequence.forEach((target, b) => {
        const distance = Math.abs(b - a);
        if (source === target || distance > options.window) return;
        votes[source]![target]! +=
          (b > a ? 1 : options.backward) *
          options.decay ** (distance - 1) *
          sequence.length ** -options.lengthExponent;
      }),
    );
  }
  const scaled = votes.map((edges, source) =>
    edges.map(
      (vote, target) =>
        vote *
        (1 + counts[source]!) ** -options.sourceExponent *
        (1 + counts[target]!) ** -options.targetExponent,
    ),
  );
  const maxima = scaled.map((edges) => Math.max(...edges)).filter((maximum) => maximum > 0);
  const scale = maxima.length / maxima.reduce((a, b) => a + b, 0);
  return scaled.map((edges) => edges.map((edge) => (edge > 0 ? edge * scale : 0)));
}
