// A small catalogue for the shop's tests: four categories, some products with holes, prices that repeat.
import type { Item } from "@aisle/client";

const KINDS = [
  ["Kitchen", "Ash & Oak", ["Walnut Serving Board", "Enamel Stock Pot, 4 L", "Linen Tea Towels, Set of 3"]],
  ["Garden", "Fernhill", ["Copper Watering Can", "Hand-forged Trowel", "Terracotta Planter, 22 cm"]],
  ["Reading", "Paper Street", ["Brass Reading Lamp", "Oak Bookends", "Wool Lap Blanket, Charcoal"]],
  ["Running", "Tempo", ["Trail Running Shoes", "Merino Crew Socks, 3 Pack", "Reflective Vest"]],
] as const;

/** `count` products, categories in turn. */
export function catalogue(count: number): Item[] {
  return Array.from({ length: count }, (_, i): Item => {
    const [category, brand, titles] = KINDS[i % KINDS.length] ?? KINDS[0];
    const title = titles[Math.floor(i / KINDS.length) % titles.length] ?? "";
    const itemId = `item-${i}`;
    if (i % 11 === 10) return { itemId, categories: [category] };
    const model = Math.floor(i / 12) + 1;
    return {
      itemId,
      title: model === 1 ? title : `${title}, No. ${model}`,
      brand,
      categories: ["Home & Life", category],
      attributes: ["material:oak", "season:spring"],
      price: 9.5 + (i % 7) * 12,
      stock: i % 9 === 8 ? 0 : i % 5 === 4 ? 3 : 40,
    };
  });
}
