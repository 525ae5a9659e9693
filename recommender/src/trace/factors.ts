// What an item's score was multiplied by: asked of the same compiled boosts, one at a time.
import type { Catalogue } from "../catalogue/catalogue.ts";
import { compileBoosts, type Factors } from "../rules/boosts.ts";
import type { Rules } from "../rules/rules.ts";
import type { Standing } from "../rules/standing.ts";

export interface Factor {
  /**
   * A boost of the request or a standing rule, by its place; or what is known of kinds: that the customer has got what they
   * wanted of one, or which go with a cart.
   */
  readonly by: "boost" | "rule" | "kind";
  readonly at?: number;
  readonly factor: number;
}

/** The factors of an item other than 1. */
export function factorsOf(
  rules: Rules | undefined,
  catalogue: Catalogue,
  standing: readonly Standing[],
  kinds: Factors | undefined,
): (item: number) => readonly Factor[] {
  const boosts = (rules?.boost ?? []).map((boost) => compileBoosts(catalogue, [boost]));
  return (item) =>
    [
      ...boosts.map((boost, at): Factor => ({ by: "boost", at, factor: boost?.factorOf(item) ?? 1 })),
      ...standing.map((one, at): Factor => ({ by: "rule", at, factor: one.boosts?.factorOf(item) ?? 1 })),
      { by: "kind", factor: kinds?.factorOf(item) ?? 1 } satisfies Factor,
    ].filter(({ factor }) => factor !== 1);
}
