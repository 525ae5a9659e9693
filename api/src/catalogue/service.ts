// Changes the catalogue, so that this process recommends by the change at once.
import { type ItemSearch, type StoredItem, type Store, StoreError } from "@aisle/store";
import * as v from "valibot";
import type { ModelHolder } from "../model/holder.ts";
import { hasTooManyEntries } from "../platform/entries.ts";
import { firstError } from "../platform/issues.ts";
import { unknownItem } from "../platform/problem.ts";
import { TOO_MANY_ENTRIES } from "../platform/validate.ts";
import { Corrector } from "./corrector.ts";
import { Item, type ItemBatchResult, type ItemPage, type ItemPatch, withoutNull } from "./schema.ts";

type CatalogueStore = Pick<
  Store,
  "putItems" | "getItem" | "deleteItem" | "searchItems" | "itemFacets" | "itemChanges"
>;

export interface CatalogueServices {
  readonly store: CatalogueStore;
  readonly models: Pick<ModelHolder, "followCatalogue">;
}

/** Items written in one transaction of an import. */
const CHUNK = 1000;
/** Errors that one answer names; `rejected` counts them all. */
const MAX_ERRORS = 100;

export class Catalogue {
  readonly #store: CatalogueStore;
  readonly #models: CatalogueServices["models"];
  readonly #corrector: Corrector;
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor({ store, models }: CatalogueServices) {
    this.#store = store;
    this.#corrector = new Corrector(store);
    this.#models = models;
  }

  async put(item: StoredItem): Promise<StoredItem> {
    await this.#inTurn(() => this.#write([item]));
    return item;
  }

  /** Merges `patch` into an item; throws `Problem` when there is none. */
  patch(itemId: string, patch: ItemPatch): Promise<StoredItem> {
    return this.#inTurn(async () => {
      const item = withoutNull({ ...(await this.get(itemId)), ...patch });
      await this.#write([item]);
      return item;
    });
  }

  /** Throws `Problem` when there is none. */
  async get(itemId: string): Promise<StoredItem> {
    const found = await this.#store.getItem(itemId);
    if (found === undefined || found.deleted) throw unknownItem(itemId);
    return found.item;
  }

  /** Throws `Problem` when there is none. */
  async delete(itemId: string): Promise<void> {
    await this.#inTurn(async () => {
      if (!(await this.#store.deleteItem(itemId))) throw unknownItem(itemId);
      await this.#models.followCatalogue();
    });
  }

  /** Of a query that finds nothing, what is found by the one that it may have been meant to be. */
  async search(search: ItemSearch): Promise<v.InferOutput<typeof ItemPage>> {
    const page = await this.#store.searchItems(search);
    if (page.items.length > 0 || search.query === undefined) return page;
    const correctedQuery = await this.#corrector.correct(search.query);
    if (correctedQuery === undefined) return page;
    const corrected = await this.#store.searchItems({ ...search, query: correctedQuery });
    return corrected.items.length === 0 ? page : { ...corrected, correctedQuery };
  }

  facets(search: Parameters<CatalogueStore["itemFacets"]>[0]): ReturnType<CatalogueStore["itemFacets"]> {
    return this.#store.itemFacets(search);
  }

  /**
   * Inserts or replaces items as they come, a chunk at a time. Bad ones are named by their position and the others
   * are kept. Throws `ImportStopped` when the store fails, or what gives the items.
   */
  async putAll(given: AsyncIterable<unknown> | Iterable<unknown>): Promise<ItemBatchResult> {
    const result: ItemBatchResult = { accepted: 0, rejected: 0, errors: [] };
    let chunk: StoredItem[] = [];
    let index = 0;
    /** What is over, by the place of the first entry that is not. */
    let over = { resumeAt: 0, rejected: 0 };
    const flush = async () => {
      if (chunk.length > 0) await this.#inTurn(() => this.#write(chunk));
      result.accepted += chunk.length;
      chunk = [];
      over = { resumeAt: index, rejected: result.rejected };
    };
    try {
      for await (const entry of given) {
        const parsed = toItem(entry);
        if ("item" in parsed) chunk.push(parsed.item);
        else {
          result.rejected++;
          if (result.errors.length < MAX_ERRORS) result.errors.push({ index, ...parsed });
        }
        index++;
        if (chunk.length === CHUNK) await flush();
      }
      await flush();
      return result;
    } catch (cause) {
      // What came before the place where reading failed is as good as ever; a store that failed takes no more.
      if (!(cause instanceof StoreError)) await flush().catch(() => undefined);
      const { resumeAt, rejected } = over;
      const errors = result.errors.filter((error) => error.index < resumeAt);
      throw new ImportStopped({ ...result, rejected, errors }, resumeAt, cause);
    }
  }

  async #write(items: readonly StoredItem[]): Promise<void> {
    await this.#store.putItems(items);
    await this.#models.followCatalogue();
  }

  /** One write after the other, so that a patch never overwrites what came between its read and its write. */
  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    const turn = this.#lastWrite.then(write);
    this.#lastWrite = turn.catch(() => {});
    return turn;
  }
}

/** An import that ended early; `cause` says why. What came before `resumeAt` is written or named in `result`. */
export class ImportStopped extends Error {
  override readonly name = "ImportStopped";
  constructor(
    readonly result: ItemBatchResult,
    /** Position, from 0, of the first entry to send again; blank lines do not count. */
    readonly resumeAt: number,
    cause: unknown,
  ) {
    super(`stopped at entry ${resumeAt}`, { cause });
  }
}

/** A line of an import that was not JSON: what to say about it. */
export class UnreadableLine {
  constructor(readonly reason: string) {}
}

function toItem(entry: unknown): { item: StoredItem } | { error: string; itemId?: string } {
  if (entry instanceof UnreadableLine) return { error: entry.reason };
  if (hasTooManyEntries(entry)) return { error: TOO_MANY_ENTRIES };
  const parsed = v.safeParse(Item, entry);
  if (parsed.success) return { item: withoutNull(parsed.output) };
  const itemId =
    typeof entry === "object" && entry !== null && "itemId" in entry && typeof entry.itemId === "string"
      ? entry.itemId.slice(0, 256)
      : undefined;
  return { error: firstError(parsed.issues), ...(itemId !== undefined && { itemId }) };
}
