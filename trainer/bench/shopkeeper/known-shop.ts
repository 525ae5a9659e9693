// A generated shop at one moment: what had happened by then, what happened next, and the model that `trainer train` fits.
import { EVENT_TYPES, fitModel, type HistoryEntry, type Item, Recommender } from "@aisle/recommender";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EventChunk, EventColumns } from "../../src/shop/columns.ts";
import { writeShop } from "../../src/shop/files.ts";
import {
  customerId,
  DEFAULT_SHOP,
  generateShop,
  type Shop,
  type ShopSettings,
} from "../../src/shop/generate.ts";
import { type Segment, segmentFor } from "../../src/shop/segments.ts";
import { hashText } from "../../src/shop/random.ts";
import { buildWorld } from "../../src/shop/world.ts";
import { trainChallenger } from "../../src/train/challenger.ts";
import { upToEnd } from "../../src/train/data-info.ts";
import { defaultRecipe } from "@aisle/recommender";
import { readShop } from "../quality/shop.ts";
import { type Truth, truthOf } from "./truth.ts";

export interface KnownShop {
  readonly truth: Truth;
  readonly items: readonly Item[];
  /** The moment of all questions, in unix seconds: a midnight. */
  readonly now: number;
  /** Where a customer (by number) lives, and what they shop with. */
  readonly segmentOf: (customer: number) => Segment;
  /** What each customer (by number) had done by then, oldest first. */
  readonly past: readonly (readonly HistoryEntry[])[];
  /** What each customer did in the `FUTURE_DAYS` after, oldest first: no model has seen it. */
  readonly future: readonly (readonly HistoryEntry[])[];
}

export const FUTURE_DAYS = 14;
const DAY = 86_400;
/** What `trainer train` tries when nobody says. */
const TRIALS = 2;

/** The shop of a seed, open for `days` before the moment and `FUTURE_DAYS` after it. */
export function knownShop(size: Pick<ShopSettings, "seed" | "customers" | "items" | "days">): {
  readonly shop: Shop;
  readonly known: KnownShop;
} {
  const shop = generateShop({ ...DEFAULT_SHOP, ...size, days: size.days + FUTURE_DAYS });
  const now = (shop.settings.firstDay + size.days) * DAY;
  const past: HistoryEntry[][] = Array.from({ length: size.customers }, () => []);
  const future: HistoryEntry[][] = Array.from({ length: size.customers }, () => []);
  for (const chunk of shop.events())
    for (let at = 0; at < chunk.size; at++) {
      const time = chunk.time[at]!;
      const entry = { item: chunk.item[at]!, type: EVENT_TYPES[chunk.type[at]!]!, time };
      (time < now ? past : future)[chunk.customer[at]!]!.push(entry);
    }
  const truth = truthOf(buildWorld(size.seed, shop.items));
  const segmentOf = (customer: number): Segment =>
    segmentFor(truth.world.segments, hashText(customerId(customer), truth.world.seed));
  return { shop, known: { truth, items: shop.items, now, segmentOf, past, future } };
}

/** Trains on what had happened by `now` as `trainer train --from` does, with its defaults; items keep their numbers. */
export async function trainOn(shop: Shop, now: number): Promise<Recommender> {
  const dir = await mkdtemp(join(tmpdir(), "aisle-shopkeeper-"));
  try {
    await writeShop({ ...shop, events: () => before(shop, now) }, dir, "parquet");
    const data = await readShop(dir, new Date(now * 1000));
    const { recipe, model } = await trainChallenger(data, {
      starts: [defaultRecipe],
      trials: TRIALS,
      seed: 1,
    });
    const fitted = fitModel(upToEnd(data.interactions), data.items, recipe);
    const moved = data.items.findIndex(({ itemId }, at) => itemId !== shop.items[at]?.itemId);
    if (moved >= 0 || data.items.length !== shop.items.length)
      throw new Error(`item ${moved} of the trained model is another one than that of the shop`);
    return new Recommender({ ...fitted, forest: model.forest }, data.items);
  } finally {
    await rm(dir, { recursive: true });
  }
}

function* before(shop: Shop, now: number): Generator<EventChunk> {
  const kept = new EventColumns(1 << 16);
  for (const { size, customer, item, type, time, position } of shop.events()) {
    kept.clear();
    for (let at = 0; at < size; at++)
      if (time[at]! < now) kept.push(customer[at]!, item[at]!, type[at]!, time[at]!, position[at]!);
    yield kept;
  }
}
