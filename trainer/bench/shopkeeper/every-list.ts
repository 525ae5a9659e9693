// What is measured of every list, whatever it is about.
import { type Pick, isOnSale } from "./asked.ts";
import type { KnownShop } from "./known-shop.ts";

/** Counts over the lists of one contestant. */
export class EveryList {
  #picks = 0;
  #soldOut = 0;
  #withItem = 0;
  #unrelated = 0;
  #distant = 0;
  #mostVariants = 0;

  constructor(private readonly shop: KnownShop) {}

  add(list: readonly Pick[]): void {
    const { truth } = this.shop;
    const variants = new Map<number, number>();
    for (const { item, because } of list) {
      this.#picks++;
      if (!isOnSale(this.shop, item)) this.#soldOut++;
      const product = truth.productOf(item);
      variants.set(product, (variants.get(product) ?? 0) + 1);
      if (because === undefined) continue;
      this.#withItem++;
      if (!truth.areRelated(because, item)) this.#unrelated++;
      if (!truth.areCloselyRelated(because, item)) this.#distant++;
    }
    this.#mostVariants = Math.max(this.#mostVariants, ...variants.values());
  }

  /**
   * `unrelated_reason_share` and `distant_reason_share` are of the picks whose reason names an item: those to which it is
   * unrelated, and not closely related, by the truth. `most_variants` is the most of one product in one list,
   * `out_of_stock_share` that of all picks.
   */
  values(): Readonly<Record<string, number>> {
    const share = (part: number, of: number) => (of === 0 ? 0 : part / of);
    return {
      unrelated_reason_share: share(this.#unrelated, this.#withItem),
      distant_reason_share: share(this.#distant, this.#withItem),
      most_variants: this.#mostVariants,
      out_of_stock_share: share(this.#soldOut, this.#picks),
    };
  }
}
