// What belongs together in a generated shop, as its own truth has it: the recommender never sees this.
import { type World } from "../../src/shop/world.ts";

/** Relations between items by index; all of them follow from the sub-categories and products of the shop's world. */
export interface Truth {
  readonly world: World;
  /** The narrowest category. */
  readonly kindOf: (item: number) => number;
  /** Variants have one product in common. */
  readonly productOf: (item: number) => number;
  readonly isDurable: (item: number) => boolean;
  readonly isConsumable: (item: number) => boolean;
  /** One or the other is bought, not both: items of one kind, variants of one product included. */
  readonly areSubstitutes: (one: number, other: number) => boolean;
  /** `other` is of a kind that follows what `main` is: a case a camera, and not the other way round. */
  readonly isComplement: (main: number, other: number) => boolean;
  /** `other` is of one of the few products that customers with `main` prefer among its complements. */
  readonly isPartner: (main: number, other: number) => boolean;
  /**
   * Interest in one raises interest in the other: one kind, a complement in either direction, two kinds that go with a
   * third, or one department, since a customer's second favourite is of the first one's.
   */
  readonly areRelated: (one: number, other: number) => boolean;
  /** As `areRelated`, without the department. */
  readonly areCloselyRelated: (one: number, other: number) => boolean;
}

export function truthOf(world: World): Truth {
  const { group, product, natures, complements, departments, groups } = world;
  const kindOf = (item: number): number => group[item]!;
  const productOf = (item: number): number => product[item]!;
  const follows = (main: number, other: number) => complements[main]!.includes(other);
  const closeKinds = groups.map(
    (_, one) =>
      new Set(
        groups
          .keys()
          .filter(
            (other) =>
              one === other ||
              follows(one, other) ||
              follows(other, one) ||
              complements.some((both) => both.includes(one) && both.includes(other)),
          ),
      ),
  );
  const areCloselyRelated = (one: number, other: number) => closeKinds[kindOf(one)]!.has(kindOf(other));
  return {
    world,
    kindOf,
    productOf,
    isDurable: (item) => natures[kindOf(item)]?.kind === "durable",
    isConsumable: (item) => natures[kindOf(item)]?.kind === "consumable",
    areSubstitutes: (one, other) => kindOf(one) === kindOf(other),
    isComplement: (main, other) => follows(kindOf(main), kindOf(other)),
    isPartner: (main, other) =>
      follows(kindOf(main), kindOf(other)) &&
      world.partners(main, kindOf(other)).some((partner) => productOf(partner) === productOf(other)),
    areRelated: (one, other) =>
      areCloselyRelated(one, other) || departments[kindOf(one)] === departments[kindOf(other)],
    areCloselyRelated,
  };
}
