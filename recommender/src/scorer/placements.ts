// How the parts of the score weigh for each kind of list.
import type { BlendWeights, Recipe } from "../fit/recipe.ts";
import type { Placement } from "./query.ts";

/** The personal blend is learned; the others say what their list is about. */
export function blendFor(placement: Placement, recipe: Recipe): BlendWeights {
  const { popularity } = recipe.blend;
  switch (placement) {
    case "personal":
      return recipe.blend;
    case "similar":
      return { transitions: 0.4, cooccurrence: 0.1, content: 1, popularity };
    case "bought-together":
      return { transitions: 0.2, cooccurrence: 1, content: 0.05, popularity };
    case "cart":
      return { transitions: 0.5, cooccurrence: 1, content: 0.1, popularity };
    case "trending":
      return { transitions: 0, cooccurrence: 0, content: 0, popularity: 1 };
  }
}
