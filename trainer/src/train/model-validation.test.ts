// Is the model any good? One generated shop with a fixed seed, whose structure the model should find.
import { describe, expect, test } from "bun:test";
import { defaultRecipe, evaluate, Recommender } from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import { fitRecipe, fitPopularityAlone, prepareTraining } from "./challenger.ts";
import { chooseWindows } from "./windows.ts";

const { interactions, items } = shopData({ seed: 1, customers: 4000, items: 600, days: 90 });
const data = prepareTraining(interactions, items, chooseWindows(interactions, undefined, 0));
const measured = evaluate(new Recommender(fitRecipe(data, defaultRecipe).model, items), data.holdoutCases);
const popularity = evaluate(new Recommender(fitPopularityAlone(data).model, items), data.holdoutCases);

describe("the default recipe on a generated shop", () => {
  test("is measured on hundreds of customers", () => {
    expect(data.holdoutCases.length).toBeGreaterThan(200);
  });

  test("has an NDCG@10 in its band: less is a fault of the model, more one of the measurement", () => {
    expect(measured.ndcgAt10).toBeGreaterThan(0.12);
    expect(measured.ndcgAt10).toBeLessThan(0.2);
  });

  test("beats popularity clearly, in relevance and in breadth", () => {
    expect(measured.ndcgAt10).toBeGreaterThan(2 * popularity.ndcgAt10);
    expect(measured.recallAt10).toBeGreaterThan(1.7 * popularity.recallAt10);
    expect(measured.coverageAt10).toBeGreaterThan(3 * popularity.coverageAt10);
    expect(measured.noveltyAt10).toBeGreaterThan(popularity.noveltyAt10);
  });

  test("beats itself without what customers did: content alone is not enough", () => {
    const recipe = {
      ...defaultRecipe,
      blend: { transitions: 0, cooccurrence: 0, content: 1, popularity: 0.02 },
    };
    const content = evaluate(new Recommender(fitRecipe(data, recipe).model, items), data.holdoutCases);
    expect(measured.ndcgAt10).toBeGreaterThan(1.05 * content.ndcgAt10);
  });
});
