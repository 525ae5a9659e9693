// What goes with a cart, or with one product: complements, not another one of the same.
import { type Asked, popularOf, shelf } from "./asked.ts";
import type { KnownShop } from "./known-shop.ts";
import { listAbout } from "./questions.ts";

const LIST = 6;
const COMPLEMENTS_AT = 5;

/**
 * For each checkout of the future the list of six for its cart, and for each product in it the list of six that is bought
 * together with it. `substitute_share` is the share of the six that are substitutes of something in the cart.
 * `complement_precision` is the share of the first five that are of a kind which follows one in the cart, and are no
 * substitute of anything there; `partner_precision` is that of the few products among them that customers prefer with it. A cart that
 * has something of every kind which goes with it leaves nothing to complement, and is asked about substitutes only.
 */
export function together(shop: KnownShop): Asked[] {
  return checkouts(shop).flatMap((cart) => [
    about(shop, "cart", cart),
    ...cart.map((item) => about(shop, "bought-together", [item])),
  ]);
}

function about(shop: KnownShop, placement: "cart" | "bought-together", cart: readonly number[]): Asked {
  const { truth } = shop;
  const isSubstitute = (item: number) => cart.some((one) => truth.areSubstitutes(one, item));
  const isComplement = (item: number) =>
    !isSubstitute(item) && cart.some((one) => truth.isComplement(one, item));
  const isPartner = (item: number) => !isSubstitute(item) && cart.some((one) => truth.isPartner(one, item));
  const kinds = [...new Set(cart.flatMap((one) => truth.world.complements[truth.kindOf(one)]!))];
  const all = popularOf(shop, kinds).filter(isComplement);
  const oracle = shelf(shop, [...all.filter(isPartner), ...all], LIST);
  return {
    query: listAbout(placement, cart, LIST, shop.now),
    oracle,
    values: (list) => {
      const first = list.slice(0, COMPLEMENTS_AT);
      return {
        substitute_share: list.filter(({ item }) => isSubstitute(item)).length / Math.max(1, list.length),
        ...(oracle.length > 0 && {
          complement_precision: first.filter(({ item }) => isComplement(item)).length / COMPLEMENTS_AT,
          partner_precision: first.filter(({ item }) => isPartner(item)).length / COMPLEMENTS_AT,
        }),
      };
    },
  };
}

/** The items of each checkout of the future. */
function checkouts({ future }: KnownShop): number[][] {
  return future.flatMap((after) => {
    const bought = after.filter(({ type }) => type === "purchase");
    return [...Map.groupBy(bought, ({ time }) => time).values()].map((one) => one.map(({ item }) => item));
  });
}
