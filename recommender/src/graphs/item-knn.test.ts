import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Interactions } from "../interactions/interactions.ts";
import { edgeWeight } from "./graph.ts";
import { fitItemKnn } from "./item-knn.ts";

function log(items: number, customers: readonly (readonly number[])[]): Interactions {
  const offsets = new Uint32Array(customers.length + 1);
  customers.forEach((own, at) => (offsets[at + 1] = offsets[at]! + own.length));
  const item = Uint32Array.from(customers.flat());
  return {
    customers: customers.length,
    items,
    offsets,
    item,
    type: new Uint8Array(item.length),
    time: new Float64Array(item.length),
  };
}

const ALL = { neighbours: 10, mostItems: 100 };

describe("item-based nearest neighbours", () => {
  test("of no events, and of no items, are none", () => {
    expect(Array.from(fitItemKnn(log(2, []), ALL).offsets)).toEqual([0, 0, 0]);
    expect(Array.from(fitItemKnn(log(0, [[]]), ALL).offsets)).toEqual([0]);
  });

  test("count a customer who comes back to an item once", () => {
    const once = fitItemKnn(log(3, [[0, 1], [0, 2], [1]]), ALL);
    const often = fitItemKnn(log(3, [[0, 1, 0, 1, 1], [2, 0, 2], [1]]), ALL);
    expect(often).toEqual(once);
  });

  test("look at a customer's newest items only, as many as they are told", () => {
    const graph = fitItemKnn(log(4, [[3, 0, 1, 2]]), { neighbours: 10, mostItems: 2 });
    expect(edgeWeight(graph, 1, 2)).toBeGreaterThan(0);
    expect(edgeWeight(graph, 0, 1) + edgeWeight(graph, 3, 2)).toBe(0);
  });

  test("are the cosines of the sets of customers, up to one common factor", () => {
    const customers = fc.array(fc.array(fc.nat({ max: 6 }), { maxLength: 8 }), { maxLength: 9 });
    fc.assert(
      fc.property(customers, (customers) => {
        const graph = fitItemKnn(log(7, customers), ALL);
        const cosines = cosinesByHand(7, customers);
        const rows = cosines.map((row) => Math.max(...row)).filter((maximum) => maximum > 0);
        const scale = rows.length / rows.reduce((sum, maximum) => sum + maximum, 0);
        cosines.forEach((row, source) =>
          row.forEach((cosine, target) => {
            expect(edgeWeight(graph, source, target)).toBeCloseTo(cosine === 0 ? 0 : cosine * scale, 5);
          }),
        );
      }),
    );
  });
});

function cosinesByHand(items: number, customers: readonly (readonly number[])[]): number[][] {
  const having = (...wanted: number[]): number =>
    customers.filter((own) => wanted.every((item) => own.includes(item))).length;
  return Array.from({ length: items }, (_, a) =>
    Array.from({ length: items }, (_, b) =>
      a === b || having(a, b) === 0 ? 0 : having(a, b) / Math.sqrt(having(a) * having(b)),
    ),
  );
}
