import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { defaultRecipe, recipeSchema } from "./recipe.ts";

type Path = readonly string[];

/** The default recipe with one setting replaced; without a value the setting is taken out. */
function changed(path: Path, ...value: readonly unknown[]): unknown {
  const copy: unknown = structuredClone(defaultRecipe);
  let owner = copy as Record<string, unknown>;
  for (const key of path.slice(0, -1)) owner = owner[key] as Record<string, unknown>;
  const last = path.at(-1)!;
  if (value.length === 0) delete owner[last];
  else owner[last] = value[0];
  return copy;
}

function refusedAt(recipe: unknown): string | null | undefined {
  const parsed = v.safeParse(recipeSchema, recipe);
  return parsed.success ? undefined : v.getDotPath(parsed.issues[0]);
}

describe("a recipe is refused", () => {
  test.each([[undefined], [null], ["default"], [[]], [{}]])("when it is %j", (recipe) => {
    expect(v.is(recipeSchema, recipe)).toBe(false);
  });

  test.each([
    [["transitions", "window"], 0],
    [["transitions", "window"], 1.5],
    [["transitions", "window"], "10"],
    [["transitions", "decay"], 1.01],
    [["transitions", "decay"], Number.NaN],
    [["cooccurrence", "neighbours"], 1_000_000],
    [["cooccurrence", "lengthExponent"], -0.1],
    [
      ["cooccurrence", "eventWeights"],
      [1, 1, 1],
    ],
    [["content", "fields", "title"], Number.POSITIVE_INFINITY],
    [["popularity", "halfLifeDays"], 0],
    [["popularity", "trendingHalfLifeDays"], -7],
    [["history", "halfLifeDays"], 0],
    [["history", "length"], 0],
    [["blend", "content"], -1],
    [["ranker", "kind"], "neural"],
    [["ranker", "trees"], 0],
    [["ranker", "rounds"], 0],
    [["ranker", "depth"], 16],
    [["ranker", "rows"], 1e12],
    [["ranker", "seed"], 2 ** 31],
    [["ranker", "candidates"], 1e9],
  ] as const)("for %j of %p", (path, value) => {
    expect(refusedAt(changed(path, value))).toBe(path.join("."));
  });

  test("for a setting that is missing", () => {
    expect(refusedAt(changed(["history", "decay"]))).toBe("history.decay");
  });

  test("for a setting that nobody knows, at any depth", () => {
    expect(refusedAt(changed(["magic"], 1))).toBe("magic");
    expect(refusedAt(changed(["content", "fields", "colour"], 1))).toBe("content.fields.colour");
  });
});

test("the default recipe is one, also after a way through JSON", () => {
  expect(v.parse(recipeSchema, JSON.parse(JSON.stringify(defaultRecipe)))).toEqual(defaultRecipe);
});
