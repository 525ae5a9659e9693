// Sizes and colours of one product: which rows of a sub-category are variants of each other, and how they look.
import { fraction, hashText, type Random } from "./random.ts";
import { coloursOf, type SubCategory } from "./taxonomy.ts";

/** Where one item stands among the variants of its product. */
export interface VariantPlace {
  /** The sub-category's row in which the product's first variant stands. */
  readonly firstRow: number;
  /** How many variants the product has, itself included. */
  readonly variants: number;
  /** Size and colour of this variant; no two variants of one product have both in common. */
  readonly looks: (
    colours: readonly string[],
    random: Random,
  ) => { readonly size: string; readonly colour: string | undefined };
}

/** Rows are divided among products four by four, so that a product is known from any of its rows alone. */
const BLOCK = 4;

/** How a block of rows is divided, and the share of the blocks that are divided so. */
const DIVISIONS: readonly (readonly [share: number, variants: readonly number[]])[] = [
  [0.35, [4]],
  [0.3, [2, 2]],
  [0.15, [2, 1, 1]],
  [0.2, [1, 1, 1, 1]],
];

/** The place of a sub-category's item number `row`, counted from 0. */
export function variantPlace(seed: number, sub: SubCategory, row: number): VariantPlace {
  const block = Math.floor(row / BLOCK);
  const divided = division(fraction(hashText(`${sub.name} variants ${block}`, seed)), mostVariants(sub));
  let firstRow = block * BLOCK;
  for (const variants of divided) {
    if (row < firstRow + variants) return placeOf(sub, firstRow, variants, row - firstRow);
    firstRow += variants;
  }
  throw new RangeError(`a block of ${BLOCK} rows has no row ${row}`);
}

/** The division of a block at a point from 0 to 1; one that makes more variants than there are looks makes none. */
function division(point: number, most: number): readonly number[] {
  let sum = 0;
  for (const [share, variants] of DIVISIONS)
    if (point < (sum += share) && variants[0]! <= most) return variants;
  return DIVISIONS.at(-1)![1];
}

function mostVariants(sub: SubCategory): number {
  return sub.sizes.length * Math.max(1, coloursOf(sub).length);
}

function placeOf(sub: SubCategory, firstRow: number, variants: number, number: number): VariantPlace {
  return {
    firstRow,
    variants,
    looks(colours, random) {
      const size = random.below(sub.sizes.length);
      const colour = random.below(Math.max(1, colours.length));
      const byColour = sub.sizes.length === 1 || (variants === 2 && colours.length > 0 && random.chance(0.4));
      const sizes = byColour ? 0 : number;
      const hues = byColour
        ? number
        : sub.sizes.length > 3
          ? number & 1
          : Math.floor(number / sub.sizes.length);
      return {
        size: sub.sizes[(size + sizes) % sub.sizes.length]!,
        colour: colours[(colour + 5 * hues) % colours.length],
      };
    },
  };
}
