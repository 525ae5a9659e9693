import { describe, expect, test } from "bun:test";
import { mulberry32 } from "../random.ts";
import type { Interactions } from "../interactions/interactions.ts";
import { toSteps } from "../interactions/steps.ts";
import { fitContent } from "../content/neighbours.ts";
import { fitTermVectors } from "../content/vectors.ts";
import { type CollaborativeOptions, fitCollaborative } from "./collaborative.ts";
import { fitItemKnn } from "./item-knn.ts";

const OPTIONS: CollaborativeOptions = {
  window: 5,
  decay: 0.7,
  backward: 0.5,
  lengthExponent: 0.5,
  sourceExponent: 0.4,
  targetExponent: 0.3,
  neighbours: 20,
};
const EQUAL = [1, 1, 1, 1, 1, 1];

/** `customers` customers with `each` events on random items. */
function randomLog(customers: number, each: number, items: number): Interactions {
  const random = mulberry32(7);
  const events = customers * each;
  return {
    customers,
    items,
    offsets: Uint32Array.from({ length: customers + 1 }, (_, at) => at * each),
    item: Uint32Array.from({ length: events }, () => Math.floor(items * random() ** 2)),
    type: new Uint8Array(events),
    time: Float64Array.from({ length: events }, (_, at) => at),
  };
}

describe("rows on several threads", () => {
  const events = randomLog(300, 20, 1000);

  test("of a collaborative graph are the same, bit by bit, as on one", () => {
    const steps = toSteps(events, EQUAL);
    const alone = fitCollaborative(steps, OPTIONS, 1);
    for (const threads of [2, 5]) expect(fitCollaborative(steps, OPTIONS, threads)).toEqual(alone);
  });

  test("of nearest neighbours are the same, bit by bit, as on one", () => {
    const options = { neighbours: 20, mostItems: 100 };
    expect(fitItemKnn(events, options, 3)).toEqual(fitItemKnn(events, options, 1));
  });

  test("of a content graph are the same, bit by bit, as on one", () => {
    const items = Array.from({ length: 600 }, (_, at) => ({
      itemId: `${at}`,
      title: `colour${at % 7} form${at % 11} size${at % 13}`,
    }));
    const vectors = fitTermVectors(items, { title: 1, brand: 1, category: 1, attribute: 1 });
    const weights = new Float64Array(600).fill(1);
    const options = { neighbours: 10, popularityExponent: 0 };
    expect(fitContent(vectors, weights, options, 3)).toEqual(fitContent(vectors, weights, options, 1));
  });
});

describe("a fit", () => {
  test("is refused with the memory it would take, before it takes it", () => {
    const log = randomLog(1, 1, 1_000_000);
    expect(() => fitItemKnn(log, { neighbours: 10_000, mostItems: 10 })).toThrow(
      "10000 neighbours of 1000000 items may come to 10000000000 edges, which is 80 GB",
    );
  });

  test("of one customer with a million events takes their windows, not their pairs", () => {
    const graph = fitCollaborative(toSteps(randomLog(1, 1_000_000, 1000), EQUAL), OPTIONS);
    expect(graph.neighbours.length).toBe(1000 * 20);
  });

  test("with one item in every basket links every item to it", () => {
    const log = randomLog(500, 2, 400);
    for (let at = 0; at < log.item.length; at += 2) log.item[at] = 0;
    const graph = fitCollaborative(toSteps(log, EQUAL), OPTIONS);
    const taken = new Set(log.item.filter((item) => item !== 0));
    for (const item of taken) expect(Array.from(rowOf(graph, item))).toContain(0);
    expect(rowOf(graph, 0)).toHaveLength(20);
  });

  test("with weights that all but vanish has positive weights", () => {
    const steps = toSteps(randomLog(1, 2000, 50), [1e-30, 0, 0, 0, 0, 0]);
    const extreme = { ...OPTIONS, lengthExponent: 40, targetExponent: 60, decay: 1e-12, neighbours: 49 };
    const graph = fitCollaborative(steps, extreme);
    expect(graph.neighbours.length).toBeGreaterThan(0);
    expect(graph.weights.every((weight) => weight > 0 && weight < Infinity)).toBe(true);
  });
});

function rowOf(graph: ReturnType<typeof fitCollaborative>, item: number): Uint32Array {
  return graph.neighbours.subarray(graph.offsets[item], graph.offsets[item + 1]);
}
