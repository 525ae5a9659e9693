// A small generated shop as the trainer reads it, for tests.
import type { AttributeValue, CustomerAttributes, Interactions, Item } from "@aisle/recommender";
import { DEFAULT_SHOP, generateShop, type Shop, type ShopSettings } from "../src/shop/generate.ts";

export interface ShopData {
  readonly interactions: Interactions;
  readonly items: readonly Item[];
}

/** Every event of a shop by customer, in time order; with `attributes`, what the shop says of the customers, too. */
export function shopData({
  attributes = false,
  ...settings
}: Partial<ShopSettings> & { readonly attributes?: boolean }): ShopData {
  const shop = generateShop({ ...DEFAULT_SHOP, ...settings });
  const interactions = interactionsOf(shop);
  return {
    interactions: attributes ? { ...interactions, attributes: attributesIn(shop) } : interactions,
    items: shop.items,
  };
}

function interactionsOf(shop: Shop): Interactions {
  const { customers } = shop.settings;
  const offsets = new Uint32Array(customers + 1);
  const item: number[] = [];
  const type: number[] = [];
  const time: number[] = [];
  for (const chunk of shop.events()) {
    for (let at = 0; at < chunk.size; at++) {
      item.push(chunk.item[at]!);
      type.push(chunk.type[at]!);
      time.push(chunk.time[at]!);
      offsets[chunk.customer[at]! + 1] = item.length;
    }
  }
  // A customer without events ends where the one before ends.
  for (let customer = 1; customer <= customers; customer++)
    offsets[customer] = Math.max(offsets[customer]!, offsets[customer - 1]!);
  return {
    customers,
    items: shop.items.length,
    offsets,
    item: Uint32Array.from(item),
    type: Uint8Array.from(type),
    time: Float64Array.from(time),
  };
}

function attributesIn(shop: Shop): CustomerAttributes {
  const values: AttributeValue[] = [];
  const offsets = new Uint32Array(shop.settings.customers + 1);
  const codes: number[] = [];
  for (let customer = 0; customer < shop.settings.customers; customer++) {
    for (const [name, value] of Object.entries(shop.attributesOf(customer))) {
      const known = values.findIndex((one) => one.name === name && one.value === value);
      codes.push(known === -1 ? values.push({ name, value }) - 1 : known);
    }
    offsets[customer + 1] = codes.length;
  }
  return { values, offsets, codes: Uint8Array.from(codes) };
}
