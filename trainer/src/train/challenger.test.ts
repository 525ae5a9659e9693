import { describe, expect, test } from "bun:test";
import {
  defaultRecipe,
  EVENT_TYPES,
  fitModel,
  type Interactions,
  mulberry32,
  type Recipe,
  Recommender,
  settledItems,
} from "@aisle/recommender";
import { shopData } from "../../test/generated-shop.ts";
import {
  fitRecipe,
  measureOnHoldout,
  fitPopularityAlone,
  prepareTraining,
  trainChallenger,
} from "./challenger.ts";
import { takingsOf } from "../gate/takings.ts";
import { chooseWindows } from "./windows.ts";

const { interactions, items } = shopData({ customers: 2000, items: 200, days: 60 });
const windows = chooseWindows(interactions, undefined, 0);
const data = prepareTraining(interactions, items, windows);
const OPTIONS = { starts: [defaultRecipe], trials: 2, seed: 1 } as const;
const withForest: Recipe = {
  ...defaultRecipe,
  ranker: { ...defaultRecipe.ranker, kind: "forest", trees: 5, rows: 2000 },
};

/** The same log up to the holdout, and then another future: other items, types, times and numbers of events. */
function withOtherFuture(log: Interactions, holdoutStart: number, seed: number): Interactions {
  const random = mulberry32(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const offsets = new Uint32Array(log.customers + 1);
  const item: number[] = [];
  const type: number[] = [];
  const time: number[] = [];
  for (let customer = 0; customer < log.customers; customer++) {
    for (let at = log.offsets[customer]!; at < log.offsets[customer + 1]!; at++) {
      if (log.time[at]! >= holdoutStart) break;
      item.push(log.item[at]!);
      type.push(log.type[at]!);
      time.push(log.time[at]!);
    }
    for (let events = below(4), now = holdoutStart; events > 0; events--) {
      item.push(below(log.items));
      type.push(below(EVENT_TYPES.length));
      time.push((now += below(3)));
    }
    offsets[customer + 1] = item.length;
  }
  return {
    customers: log.customers,
    items: log.items,
    offsets,
    item: Uint32Array.from(item),
    type: Uint8Array.from(type),
    time: Float64Array.from(time),
  };
}

describe("the future does not leak: whatever happens from the holdout on", () => {
  test.each([1, 2, 3])("changes nothing of the challenger (future %i)", async (seed) => {
    const other = prepareTraining(withOtherFuture(interactions, windows.holdoutStart, seed), items, windows);
    expect(other.holdoutCases).not.toEqual(data.holdoutCases);
    expect(await trainChallenger(other, OPTIONS)).toEqual(await trainChallenger(data, OPTIONS));
  });

  test("changes nothing of its opponents", () => {
    const other = prepareTraining(withOtherFuture(interactions, windows.holdoutStart, 4), items, windows);
    expect(fitRecipe(other, withForest)).toEqual(fitRecipe(data, withForest));
    expect(fitPopularityAlone(other).model).toEqual(fitPopularityAlone(data).model);
  });

  test("changes nothing of the questions that the ranker learns from, nor of what counts as new", () => {
    const other = prepareTraining(withOtherFuture(interactions, windows.holdoutStart, 5), items, windows);
    expect(other.labelCases).toEqual(data.labelCases);
    expect(other.knownEvents).toEqual(data.knownEvents);
  });
});

describe("the questions", () => {
  test("never ask for what the shop would not show again, and always for something", () => {
    for (const { history, owned = [], taken } of [...data.holdoutCases, ...data.labelCases]) {
      expect(taken.size).toBeGreaterThan(0);
      // What was bought may be due again.
      const bought = new Set(owned.filter(({ type }) => type === "purchase").map(({ item }) => item));
      const settled = settledItems(history).difference(bought);
      expect(settled.isDisjointFrom(taken)).toBe(true);
    }
  });

  test("know nothing of the time that they ask about", () => {
    const newest =
      (start: number) =>
      (last: number, { history }: { history: readonly { time: number }[] }) =>
        Math.max(last, history[0]?.time ?? -Infinity) < start ? last : Infinity;
    expect(data.holdoutCases.reduce(newest(windows.holdoutStart), 0)).toBe(0);
    expect(data.labelCases.reduce(newest(windows.labelsStart), 0)).toBe(0);
  });

  test("leave out customers who took again what was settled, and keep the rest of what others took", () => {
    const [view, cart, purchase] = [0, 1, 2];
    const log: Interactions = {
      customers: 3,
      items: 200,
      offsets: Uint32Array.of(0, 2, 6, 8),
      // Bought what was in the cart; bought that and something else; bought what was only looked at.
      item: Uint32Array.of(3, 3, 4, 9, 4, 5, 6, 6),
      type: Uint8Array.of(cart, purchase, cart, view, purchase, purchase, view, purchase),
      time: Float64Array.of(1, 10, 1, 2, 10, 11, 2, 12),
    };
    const cut = { labelsStart: 10, holdoutStart: 10, freshForChampion: false };
    const { holdoutCases } = prepareTraining(log, items, { ...cut, takenTypes: ["purchase", "cart"] });
    expect(holdoutCases.map(({ taken }) => Array.from(taken))).toEqual([[5], [6]]);
  });
});

describe("a challenger", () => {
  test("is the same for the same data and seed", async () => {
    expect(await trainChallenger(data, OPTIONS)).toEqual(await trainChallenger(data, OPTIONS));
  });

  test("is its recipe fitted on all before the holdout, so its own recipe ties with it", async () => {
    const challenger = await trainChallenger(data, OPTIONS);
    expect(fitRecipe(data, challenger.recipe)).toEqual({
      recipe: challenger.recipe,
      model: challenger.model,
    });
  });

  test("of a shop with hardly any data ranks by the blend", async () => {
    const log = withOtherFuture(interactions, 0, 1);
    const few = prepareTraining(log, items, { ...windows, labelsStart: 2, holdoutStart: 4 });
    const challenger = await trainChallenger(
      { ...few, labelCases: few.labelCases.slice(0, 4) },
      { ...OPTIONS, trials: 1 },
    );
    expect(challenger.recipe.ranker.kind).toBe("blend");
    expect(challenger.forestNdcg).toBeUndefined();
    expect(challenger.model.forest).toBeUndefined();
  });
});

describe("measuring on the holdout", () => {
  // Content depends on the size of the catalogue, which the tests below change.
  const recipe: Recipe = { ...defaultRecipe, blend: { ...defaultRecipe.blend, content: 0 } };
  const ours = measureOnHoldout("ours", new Recommender(fitRecipe(data, recipe).model, items), data);

  test("gives the same for a model that numbers the items in its own way", () => {
    // Before each item comes one that nobody knows, so item i has the number 2i + 1.
    const spaced = items.flatMap((item, at) => [{ itemId: `unknown-${at}`, hidden: true }, item]);
    const before = { ...data.beforeHoldout, items: spaced.length };
    const log = { ...before, item: before.item.map((item) => 2 * item + 1) };
    const theirs = measureOnHoldout("theirs", new Recommender(fitModel(log, spaced, recipe), spaced), data);
    expect(theirs.contestant.gains).toEqual(ours.contestant.gains);
    expect(theirs.evaluation.mrrAt10).toBe(ours.evaluation.mrrAt10);
    expect(ours.evaluation.ndcgAt10).toBeGreaterThan(0.05);
  });

  test("lets a model that is older than some items know them, as the API would", () => {
    const known = items.length - 40;
    const log = onlyItems(data.beforeHoldout, known);
    const older = new Recommender(fitModel(log, items.slice(0, known), defaultRecipe), items.slice(0, known));
    const { contestant } = measureOnHoldout("older", older, data);
    expect(older.size).toBe(items.length);
    expect(contestant.gains).toHaveLength(takingsOf(data.holdoutCases).rows);
    expect(contestant.gains.every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  test("uses the catalogue as it is now: what was hidden since is in no list", () => {
    const recommender = new Recommender(fitRecipe(data, recipe).model, items);
    const favourite = ours.evaluation.lists[0]![0]!;
    const product = items[favourite]!.groupId;
    const since = items.map((item, at) =>
      at === favourite || (product !== undefined && item.groupId === product)
        ? Object.assign({}, item, { hidden: true })
        : item,
    );
    const { evaluation } = measureOnHoldout("champion", recommender, { ...data, items: since });
    expect(evaluation.lists.some((list) => list.includes(favourite))).toBe(false);
  });

  test("says what each item that was taken adds, in the order of the holdout's takings", () => {
    const { customer } = takingsOf(data.holdoutCases);
    const sums = new Float64Array(customer.count);
    ours.contestant.gains.forEach((gain, row) => (sums[customer.of[row]!]! += gain));
    sums.forEach((sum, at) => expect(sum).toBeCloseTo(ours.evaluation.perCase[at]!, 12));
  });
});

/** The entries of items below `count`. */
function onlyItems(log: Interactions, count: number): Interactions {
  const kept: number[] = [];
  const offsets = new Uint32Array(log.customers + 1);
  for (let customer = 0; customer < log.customers; customer++) {
    for (let at = log.offsets[customer]!; at < log.offsets[customer + 1]!; at++)
      if (log.item[at]! < count) kept.push(at);
    offsets[customer + 1] = kept.length;
  }
  return {
    customers: log.customers,
    items: count,
    offsets,
    item: Uint32Array.from(kept, (at) => log.item[at]!),
    type: Uint8Array.from(kept, (at) => log.type[at]!),
    time: Float64Array.from(kept, (at) => log.time[at]!),
  };
}
