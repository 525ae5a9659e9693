import { describe, expect, test } from "bun:test";
import { defaultRecipe, mulberry32, type Recipe, recipeSchema } from "@aisle/recommender";
import * as v from "valibot";
import { flatten } from "../tracking/params.ts";
import { drawMoves, moved } from "./space.ts";

function neighbourOf(recipe: Recipe, random: () => number, idle: ReadonlySet<number> = new Set()): Recipe {
  return moved(recipe, drawMoves(random, idle));
}

/** Every value that each hyperparameter takes on a long walk from `start`, by its name. */
function walk(start: Recipe, steps: number, seed: number): Map<string, Set<string>> {
  const random = mulberry32(seed);
  const seen = new Map<string, Set<string>>();
  let recipe = start;
  for (let step = 0; step < steps; step++) {
    recipe = neighbourOf(recipe, random);
    expect(v.is(recipeSchema, recipe)).toBe(true);
    for (const [name, value] of Object.entries(flatten(recipe))) {
      const values = seen.get(name) ?? new Set<string>();
      seen.set(name, values.add(value));
    }
  }
  return seen;
}

function changes(from: Recipe, to: Recipe): string[] {
  const before = flatten(from);
  return Object.entries(flatten(to))
    .filter(([name, value]) => before[name] !== value)
    .map(([name]) => name);
}

describe("a neighbour of a recipe", () => {
  test("of a recipe far off every grid comes back to them", () => {
    const far: Recipe = {
      ...defaultRecipe,
      blend: { transitions: 1, cooccurrence: 1e6, content: 1e6, popularity: 1e6 },
      history: { ...defaultRecipe.history, halfLifeDays: 1e6 },
    };
    const seen = walk(far, 2000, 1);
    expect(seen.get("blend.content")!.size).toBeGreaterThan(5);
    expect(seen.get("history.halfLifeDays")).toContain("1000");
  });

  test("is a recipe, wherever a walk of thousands leads, and the values stay on small grids", () => {
    const seen = walk(defaultRecipe, 4000, 2);
    for (const values of seen.values()) expect(values.size).toBeLessThanOrEqual(14);
    // Event weights are arrays, of which only the one for views is turned.
    expect(seen.get("history.eventWeights")!.size).toBeGreaterThan(3);
  });

  test("reaches every setting that the search is there to turn, and leaves the others alone", () => {
    const turned = [...walk(defaultRecipe, 4000, 3)].filter(([, { size }]) => size > 1).map(([name]) => name);
    expect(turned.toSorted()).toEqual([
      "blend.content",
      "blend.cooccurrence",
      "blend.popularity",
      "content.fields.attribute",
      "content.fields.brand",
      "content.fields.category",
      "content.fields.title",
      "content.popularityExponent",
      "cooccurrence.sourceExponent",
      "cooccurrence.targetExponent",
      "cooccurrence.window",
      "history.decay",
      "history.eventWeights",
      "history.halfLifeDays",
      "popularity.halfLifeDays",
      "ranker.depth",
      "transitions.backward",
      "transitions.decay",
      "transitions.eventWeights",
      "transitions.lengthExponent",
      "transitions.sourceExponent",
      "transitions.targetExponent",
      "transitions.window",
    ]);
  });

  test("differs in at most two settings, and leaves its origin as it was", () => {
    const random = mulberry32(4);
    const origin = structuredClone(defaultRecipe);
    for (let step = 0; step < 500; step++)
      expect(changes(defaultRecipe, neighbourOf(defaultRecipe, random)).length).toBeLessThanOrEqual(2);
    expect(defaultRecipe).toEqual(origin);
  });

  test("is the same for the same random numbers", () => {
    expect(neighbourOf(defaultRecipe, mulberry32(5))).toEqual(neighbourOf(defaultRecipe, mulberry32(5)));
  });

  test("leaves idle hyperparameters alone, unless all are", () => {
    const random = mulberry32(6);
    const moves = (idle: ReadonlySet<number>) =>
      Array.from({ length: 300 }, () => drawMoves(random, idle)).flat();
    const all = new Set(moves(new Set()).map(({ knob }) => knob));
    const [one, ...others] = all;
    expect(new Set(moves(new Set(others)).map(({ knob }) => knob))).toEqual(new Set([one!]));
    expect(moves(all).length).toBeGreaterThan(0);
  });

  test("once more in the same direction goes on, to the end of the grid and no further", () => {
    const [move] = drawMoves(mulberry32(7), new Set());
    let recipe = defaultRecipe;
    const seen = new Set<string>();
    for (let step = 0; step < 20; step++) seen.add(JSON.stringify((recipe = moved(recipe, [move!]))));
    expect(seen.size).toBeGreaterThan(1);
    expect(moved(recipe, [move!])).toEqual(recipe);
  });
});
