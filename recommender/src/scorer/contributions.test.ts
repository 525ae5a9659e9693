import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { smallShopEvents, smallShopItems } from "../../test/small-shop.ts";
import { Catalogue } from "../catalogue/catalogue.ts";
import { fitModel } from "../fit/fit.ts";
import { defaultRecipe } from "../fit/recipe.ts";
import { IncomingTransitions } from "../graphs/incoming.ts";
import { CatalogueKinds } from "../kinds/kinds.ts";
import { COMPARED_VISITS } from "./comparisons.ts";
import { Contributions } from "./contributions.ts";
import { Newcomers } from "./newcomers.ts";
import type { Visit } from "./visits.ts";
import { Votes } from "./votes.ts";

const items = smallShopItems();
const model = fitModel(smallShopEvents(), items, defaultRecipe);
const newcomers = new Newcomers(model);
const catalogue = new Catalogue(items);
for (let index = items.length; index < items.length + 5; index++) {
  const item = { ...items[3 * (index - items.length)]!, itemId: `new-${index}` };
  newcomers.put(index, item);
  catalogue.put(item);
}
const all = items.length + 5;
const blend = { transitions: 1, cooccurrence: 0.5, content: 0.7, popularity: 0 };

/** What one visit adds to an item, from the votes of that visit alone. */
function added(
  { item, weight }: Visit,
  candidate: number,
): { behaviour: number; content: number } | undefined {
  const votes = new Votes();
  votes.ensure(all);
  if (item < items.length) votes.addRow(model.adjacency, item, weight);
  const edges = newcomers.edgesOf(item);
  edges?.targets.forEach((target, at) => votes.addContent(target, weight * edges.weights[at]!));
  const place = votes.placeOf(candidate);
  if (weight === 0 || place === 0) return undefined;
  return {
    behaviour: blend.transitions * votes.transitions(place) + blend.cooccurrence * votes.cooccurrence(place),
    content: blend.content * votes.content(place),
  };
}

const visits = fc
  .uniqueArray(fc.tuple(fc.nat(all - 1), fc.constantFrom(0, 0.1, 0.5, 1)), {
    maxLength: 12,
    selector: ([item]) => item,
  })
  .map((some) => some.map(([item, weight]): Visit => ({ item, variant: item, type: "view", weight })));
const candidates = fc.uniqueArray(fc.nat(all - 1), { maxLength: 20 });

/** Every visit may be named as the reason, whatever its kind. */
const NO_KINDS = new CatalogueKinds(catalogue, 0);

describe("contributions", () => {
  test("are what each visit would add alone, whatever was asked before", () => {
    const contributions = new Contributions(model, newcomers, NO_KINDS);
    fc.assert(
      fc.property(candidates, visits, (asked, visited) => {
        contributions.find(Uint32Array.from(asked), asked.length, visited, blend);
        for (const [at, candidate] of asked.entries()) {
          const each = visited.map((visit) => added(visit, candidate));
          expect(contributions.supporters[at]).toBe(each.filter((one) => one !== undefined).length);
          const sums = each.map((one) => (one ? one.behaviour + one.content : 0));
          const greatest = Math.max(0, ...sums);
          expect(contributions.behaviour[at]! + contributions.content[at]!).toBeCloseTo(greatest, 5);
          const strongest = contributions.strongest[at]!;
          expect(strongest === -1).toBe(greatest === 0);
          if (strongest >= 0) expect(sums[strongest]).toBeCloseTo(greatest, 5);
        }
      }),
      { seed: 1 },
    );
  });

  test("are the same for some of the candidates that were found last, and for others", () => {
    const contributions = new Contributions(model, newcomers, NO_KINDS);
    const fresh = new Contributions(model, newcomers, NO_KINDS);
    fc.assert(
      fc.property(candidates, candidates, visits, visits, (found, asked, visited, others) => {
        for (const before of [visited, others]) {
          contributions.find(Uint32Array.from(found), found.length, before, blend);
          for (const items of [asked, found.toReversed()].map((some) => Uint32Array.from(some))) {
            const rows = contributions.rowsOf(items, visited, blend);
            fresh.find(items, items.length, visited, blend);
            for (const [at, row] of rows.entries()) {
              expect(contributions.strongest[row]).toBe(fresh.strongest[at]);
              expect(contributions.behaviour[row]).toBe(fresh.behaviour[at]);
              expect(contributions.content[row]).toBe(fresh.content[at]);
            }
          }
        }
      }),
      { seed: 3 },
    );
  });

  test("tell the transition from each of the newest visits, whether it counts or not", () => {
    const contributions = new Contributions(model, newcomers, NO_KINDS);
    const incoming = new IncomingTransitions(model.adjacency);
    fc.assert(
      fc.property(candidates, visits, (asked, visited) => {
        contributions.find(Uint32Array.from(asked), asked.length, visited, blend);
        for (const [at, candidate] of asked.entries()) {
          for (let visit = 0; visit < COMPARED_VISITS; visit++) {
            const item = visited[visit]?.item ?? all;
            const weight = new Float32Array(1);
            incoming.write(Uint32Array.of(item), candidate, weight);
            expect(contributions.edges[at * COMPARED_VISITS + visit]).toBeCloseTo(weight[0]!, 6);
          }
        }
      }),
      { seed: 2 },
    );
  });

  test("come from behaviour, content and both in the shop of this test", () => {
    const contributions = new Contributions(model, newcomers, NO_KINDS);
    const visited = [1, 2, 3].map((item): Visit => ({ item, variant: item, type: "view", weight: 1 }));
    contributions.find(
      Uint32Array.from({ length: all }, (_, item) => item),
      all,
      visited,
      blend,
    );
    const positive = (column: Float64Array): number => column.filter((value) => value > 0).length;
    expect(positive(contributions.behaviour)).toBeGreaterThan(5);
    expect(positive(contributions.content)).toBeGreaterThan(5);
    expect(contributions.supporters.some((count) => count > 1)).toBe(true);
  });
});
