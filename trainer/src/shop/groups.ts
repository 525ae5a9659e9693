// Puts items into groups that people shop in: the narrowest category, or regions of similar content without one.
import type { Item } from "@aisle/recommender";
import { hashText } from "./random.ts";
import { addHashed } from "./style.ts";

const REGIONS = 48;
const CONTENT_SIZE = 16;
/** With fewer categorised items than this share, categories say too little and content decides. */
const ENOUGH_CATEGORISED = 0.8;

export interface Groups {
  readonly names: readonly string[];
  /** The department of each group. */
  readonly departments: readonly string[];
  /** `Uint16Array` of length items. */
  readonly group: Uint16Array;
}

/** The groups of `items`; an item keeps its group when others join the catalogue. */
export function groupsOf(seed: number, items: readonly Item[]): Groups {
  const categorised = items.filter(({ categories }) => (categories?.length ?? 0) > 0).length;
  return categorised >= ENOUGH_CATEGORISED * items.length ? byCategory(items) : byContent(seed, items);
}

function byCategory(items: readonly Item[]): Groups {
  const index = new Map<string, number>();
  const departments: string[] = [];
  const group = Uint16Array.from(items, ({ categories = [] }) => {
    const name = categories.at(-1) ?? "";
    let known = index.get(name);
    if (known === undefined) {
      known = index.size;
      index.set(name, known);
      departments.push(categories[0] ?? "");
    }
    return known;
  });
  return { names: [...index.keys()], departments, group };
}

/** Each item goes to the secret anchor that its brand, attributes and title words point to most. */
function byContent(seed: number, items: readonly Item[]): Groups {
  const names = Array.from({ length: REGIONS }, (_, region) => `region ${region}`);
  const anchors = names.map((name) => {
    const anchor = new Float32Array(CONTENT_SIZE);
    addHashed(anchor, hashText(name, seed), 1);
    return anchor;
  });
  const content = new Float32Array(CONTENT_SIZE);
  const group = Uint16Array.from(items, (item) => {
    content.fill(0);
    for (const tag of item.attributes ?? []) addHashed(content, hashText(tag, seed), 1);
    if (item.brand !== undefined) addHashed(content, hashText(item.brand, seed), 1);
    for (const word of titleWords(item)) addHashed(content, hashText(word, seed), 0.4);
    return nearest(anchors, content);
  });
  return { names, departments: names, group };
}

function titleWords({ title = "" }: Item): string[] {
  return title.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
}

function nearest(anchors: readonly Float32Array[], content: Float32Array): number {
  let best = 0;
  let highest = -Infinity;
  anchors.forEach((anchor, region) => {
    const dot = anchor.reduce((sum, value, d) => sum + value * content[d]!, 0);
    if (dot > highest) [best, highest] = [region, dot];
  });
  return best;
}
