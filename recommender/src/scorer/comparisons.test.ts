import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { smallShopEvents, smallShopItems } from "../../test/small-shop.ts";
import { cosine } from "../content/vectors.ts";
import { fitModel } from "../fit/fit.ts";
import { defaultRecipe } from "../fit/recipe.ts";
import { COMPARED_VISITS, Comparisons } from "./comparisons.ts";
import { Newcomers } from "./newcomers.ts";
import type { Visit } from "./visits.ts";

const items = smallShopItems();
const model = fitModel(smallShopEvents(), items, defaultRecipe);
const newcomers = new Newcomers(model);
for (let index = items.length; index < items.length + 5; index++) {
  newcomers.put(index, { ...items[3 * (index - items.length)]!, itemId: `new-${index}` });
}
const all = items.length + 5;

function visitsOf(visited: readonly number[]): Visit[] {
  return visited.map((item) => ({ item, variant: item, type: "view", weight: 1 }));
}

describe("comparisons", () => {
  test("are the cosines of each pair, newcomers included, whatever was compared before", () => {
    const comparisons = new Comparisons(model, newcomers);
    const some = fc.uniqueArray(fc.nat(all - 1), { maxLength: 20 });
    fc.assert(
      fc.property(some, some, (candidates, visited) => {
        comparisons.compare(Uint32Array.from(candidates), candidates.length, visitsOf(visited));
        for (const [at, candidate] of candidates.entries()) {
          for (let visit = 0; visit < COMPARED_VISITS; visit++) {
            const item = visited[visit];
            const similarity =
              item === undefined ? 0 : cosine(newcomers.vectorOf(item), newcomers.vectorOf(candidate));
            expect(comparisons.similarities[at * COMPARED_VISITS + visit]).toBe(similarity);
          }
        }
      }),
      { seed: 1 },
    );
  });

  test("find likeness in the shop of this test", () => {
    const comparisons = new Comparisons(model, newcomers);
    comparisons.compare(
      Uint32Array.from({ length: all }, (_, item) => item),
      all,
      visitsOf([1, 2, 3]),
    );
    expect(comparisons.similarities.filter((cell) => cell > 0).length).toBeGreaterThan(10);
  });
});
