// What every store must do with items.
import { expect, test } from "bun:test";
import { type ItemSearch, type Store, StoreError, type StoredItem } from "../../src/index.ts";
import { type Target, withStore } from "../targets.ts";

const FULL: StoredItem = {
  itemId: "B004756YJA",
  groupId: "nail-lacquer",
  title: "Nail Lacquer, “Simmer” & <b>Shimmer</b>",
  brand: "OPI",
  categories: ["Beauty", "Nails", "Beauty"],
  attributes: ["colour:red", ""],
  price: 9.95,
  stock: 0,
  hidden: false,
  url: "https://shop.test/1?a=b",
  imageUrl: "https://shop.test/1.png",
};

const ids = (items: readonly StoredItem[]) => items.map((item) => item.itemId);

export function catalogueContract(target: Target): void {
  const withItems = (items: readonly StoredItem[], use: (store: Store) => Promise<void>) =>
    withStore(target, async (store) => {
      await store.putItems(items);
      await use(store);
    });

  test("a batch with an item without an id changes nothing", () =>
    withItems([{ itemId: "kept" }], async (store) => {
      const error = await store
        .putItems([{ itemId: "new" }, { itemId: "" }])
        .catch((error: unknown) => error);
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: "invalid" });
      expect(ids((await store.searchItems({ limit: 10 })).items)).toEqual(["kept"]);
      expect(await store.itemChanges(1, 10)).toEqual([]);
    }));

  test("an unknown item is not there, cannot be deleted and has no changes", () =>
    withStore(target, async (store) => {
      expect(await store.getItem("nope")).toBeUndefined();
      expect(await store.getItems(["nope", ""])).toEqual([]);
      expect(await store.deleteItem("nope")).toBe(false);
      expect(await store.itemChanges(0, 10)).toEqual([]);
    }));

  test("every field of an item comes back as it was put", () =>
    withItems([FULL], async (store) => {
      expect((await store.getItem(FULL.itemId))?.item).toEqual(FULL);
      expect(await store.getItems([FULL.itemId])).toEqual([FULL]);
    }));

  test("fields that an item lacks are absent and not null", () =>
    withItems([{ itemId: "bare" }], async (store) => {
      expect((await store.getItem("bare"))?.item).toStrictEqual({ itemId: "bare" });
    }));

  test("adding items leaves alone what is there, and what was deleted", () =>
    withItems([FULL, { itemId: "gone", title: "Gone" }], async (store) => {
      await store.deleteItem("gone");
      const { revision } = (await store.itemChanges(0, 10)).at(-1)!;
      const added = await store.addItems([
        { itemId: FULL.itemId },
        { itemId: "gone" },
        { itemId: "new", title: "New" },
      ]);
      expect(added).toBe(1);
      expect((await store.itemChanges(revision, 10)).map(({ item }) => item)).toEqual([
        { itemId: "new", title: "New" },
      ]);
      expect(await store.getItem("gone")).toBeUndefined();
      expect(await store.addItems([])).toBe(0);
    }));

  test("updating items replaces the fields that it says, and only those", () =>
    withItems([FULL], async (store) => {
      await store.updateItems(
        [
          { itemId: FULL.itemId, price: 5 },
          { itemId: "new", price: 6 },
        ],
        ["price", "title"],
      );
      const { title: _, ...rest } = FULL;
      expect(await store.getItems([FULL.itemId, "new"])).toEqual([
        { ...rest, price: 5 },
        { itemId: "new", price: 6 },
      ]);
      expect((await store.searchItems({ category: "Nails", limit: 9 })).items).toHaveLength(1);
    }));

  test("putting an item again replaces all of it", () =>
    withItems([FULL], async (store) => {
      await store.putItems([{ itemId: FULL.itemId, title: "Other" }]);
      expect((await store.getItem(FULL.itemId))?.item).toStrictEqual({ itemId: FULL.itemId, title: "Other" });
      expect((await store.searchItems({ category: "Nails", limit: 10 })).items).toEqual([]);
    }));

  test("of an item that is twice in a batch, the last one counts", () =>
    withItems(
      [
        { itemId: "i", title: "first", categories: ["a"] },
        { itemId: "i", title: "last", categories: ["b"] },
      ],
      async (store) => {
        expect((await store.getItem("i"))?.item.title).toBe("last");
        expect((await store.searchItems({ category: "a", limit: 10 })).items).toEqual([]);
        expect(await store.itemChanges(0, 10)).toHaveLength(1);
      },
    ));

  test("items are found in the order asked, without those that are unknown or deleted", () =>
    withItems([{ itemId: "a" }, { itemId: "b" }, { itemId: "c" }], async (store) => {
      await store.deleteItem("b");
      expect(ids(await store.getItems(["c", "x", "b", "a"]))).toEqual(["c", "a"]);
    }));

  test("any number of items can be put and asked for at once", () =>
    withStore(target, async (store) => {
      const items = Array.from({ length: 3001 }, (_, n) => ({ itemId: `i${n}`, categories: ["a", `c${n}`] }));
      expect(await store.putItems(items)).toBe(3001);
      expect(await store.getItems(ids(items))).toEqual(items);
      expect(await store.putItems([])).toBe(3001);
      expect(await store.getItems([])).toEqual([]);
    }));

  test("a deleted item is gone until it is put again", () =>
    withItems([FULL], async (store) => {
      expect(await store.deleteItem(FULL.itemId)).toBe(true);
      expect(await store.deleteItem(FULL.itemId)).toBe(false);
      expect(await store.getItem(FULL.itemId)).toBeUndefined();
      expect(await store.counts()).toMatchObject({ items: 0 });
      expect((await store.searchItems({ limit: 10 })).items).toEqual([]);
      await store.putItems([FULL]);
      expect((await store.getItem(FULL.itemId))?.item).toEqual(FULL);
    }));

  test("the change feed gives each item once, with its last state, in the order of the writes", () =>
    withItems([{ itemId: "a" }, { itemId: "b" }, { itemId: "c", title: "last words" }], async (store) => {
      await store.putItems([{ itemId: "a", title: "new" }]);
      await store.deleteItem("c");
      const changes = await store.itemChanges(0, 10);
      expect(changes.map(({ item, deleted }) => [item.itemId, item.title, deleted])).toEqual([
        ["b", undefined, false],
        ["a", "new", false],
        ["c", "last words", true],
      ]);
    }));

  test("the change feed can be read page by page, whatever the size of the batches", () =>
    withStore(target, async (store) => {
      await store.putItems(Array.from({ length: 25 }, (_, n) => ({ itemId: `i${n}` })));
      const last = await store.putItems(Array.from({ length: 5 }, (_, n) => ({ itemId: `j${n}` })));
      const seen: string[] = [];
      let revision = 0;
      for (let page = await store.itemChanges(revision, 4); page.length > 0;) {
        seen.push(...page.map(({ item }) => item.itemId));
        revision = page.at(-1)?.revision ?? revision;
        page = await store.itemChanges(revision, 4);
      }
      expect(seen).toEqual([...Array.from({ length: 25 }, (_, n) => `i${n}`), "j0", "j1", "j2", "j3", "j4"]);
      expect(revision).toBe(last);
    }));

  test("an item keeps the time when it was first put", async () => {
    let now = 1000;
    await withStore(
      target,
      async (store) => {
        await store.putItems([{ itemId: "a" }]);
        now = 2000;
        await store.putItems([{ itemId: "a" }, { itemId: "b" }]);
        expect((await store.getItem("a"))?.createdAt).toBe(1000);
        expect((await store.getItem("b"))?.createdAt).toBe(2000);
      },
      { now: () => now },
    );
  });

  const SHELF: readonly StoredItem[] = [
    { itemId: "1", title: "Crème 100% Noisette", brand: "Über", categories: ["Beauty", "Skin, Care"] },
    {
      itemId: "2",
      title: "Merino Crew Socks",
      brand: "Woolly",
      categories: ["Socks"],
      groupId: "socks",
      price: 5,
    },
    {
      itemId: "3",
      title: "CREW neck",
      brand: "woolly",
      categories: ["Beauty"],
      groupId: "socks",
      price: 8,
      stock: 0,
    },
    { itemId: "SKU_4", title: String.raw`back\slash`, categories: ['a","Socks'] },
    { itemId: "SKU-5", hidden: false },
    { itemId: "SKU-6", title: "Crew hat", categories: ["Socks"], hidden: true },
  ];
  const found: [what: string, search: Omit<ItemSearch, "limit">, expected: string[]][] = [
    ["everything without conditions", {}, ["1", "2", "3", "SKU-5", "SKU_4"]],
    ["everything for an empty query", { query: "  " }, ["1", "2", "3", "SKU-5", "SKU_4"]],
    ["words of the title in any case", { query: "crew" }, ["2", "3"]],
    ["only items with all words, in title, brand or id", { query: "WOOLLY 2 socks" }, ["2"]],
    ["words with letters beyond ASCII in any case", { query: "CRÈME über" }, ["1"]],
    ["letters without their accents", { query: "creme UBER" }, ["1"]],
    ["accents in any form", { query: "cre\u0300me u\u0308ber" }, ["1"]],
    ["a percent sign as itself", { query: "0%" }, ["1"]],
    ["a lone percent sign as itself", { query: "%" }, ["1"]],
    ["an underscore as itself", { query: "u_4" }, ["SKU_4"]],
    ["a backslash as itself", { query: String.raw`k\s` }, ["SKU_4"]],
    ["quotes as themselves", { query: `' OR 1=1 --` }, []],
    ["brands exactly", { brand: "Woolly" }, ["2"]],
    ["categories exactly", { category: "Socks" }, ["2"]],
    ["categories with commas", { category: "Skin, Care" }, ["1"]],
    ["items that meet every condition", { category: "Beauty", query: "crew" }, ["3"]],
    ["hidden items when asked", { query: "crew", includeHidden: true }, ["2", "3", "SKU-6"]],
    [
      "only the items named, in the order of ids",
      { itemIds: ["SKU-5", "x", "2", "2", "SKU-6"] },
      ["2", "SKU-5"],
    ],
    ["the items named that meet the other conditions", { itemIds: ["2", "3"], brand: "Woolly" }, ["2"]],
    ["nothing of no ids", { itemIds: [] }, []],
    ["the variants of one product", { groupId: "socks" }, ["2", "3"]],
    ["what costs enough and not too much", { priceMin: 5, priceMax: 5.5 }, ["2"]],
    ["nothing of an unknown price within a range", { priceMin: 0 }, ["2", "3"]],
    ["what is not sold out, or not counted", { inStock: true }, ["1", "2", "SKU-5", "SKU_4"]],
    [
      "the cheapest first, and last what has no price",
      { sort: "price-asc" },
      ["2", "3", "1", "SKU-5", "SKU_4"],
    ],
    [
      "the dearest first, and last what has no price",
      { sort: "price-desc" },
      ["3", "2", "SKU_4", "SKU-5", "1"],
    ],
    ["nothing in an unknown category", { category: "beauty" }, []],
  ];
  for (const [what, search, expected] of found) {
    test(`a search finds ${what}`, () =>
      withItems(SHELF, async (store) => {
        expect(ids((await store.searchItems({ ...search, limit: 10 })).items)).toEqual(expected);
      }));
  }

  for (const sort of ["price-asc", "price-desc", "newest"] as const)
    test(`a search by ${sort} gives every item once, page by page, and takes no cursor of another order`, () =>
      withItems(SHELF, async (store) => {
        const all = ids((await store.searchItems({ sort, limit: 10 })).items);
        const seen: string[] = [];
        let after: string | undefined;
        do {
          const page = await store.searchItems({ sort, limit: 2, ...(after !== undefined && { after }) });
          seen.push(...ids(page.items));
          after = page.next;
        } while (after !== undefined);
        expect(seen).toEqual(all);
        for (const cursor of ["2", "", ":2", "cheap:2", "NaN:2"]) {
          const error = await store
            .searchItems({ sort, limit: 2, after: cursor })
            .catch((error: unknown) => error);
          expect(error).toMatchObject({ name: "StoreError", code: "invalid" });
        }
      }));

  test("a search for the newest begins with what came last", () =>
    withItems(SHELF, async (store) => {
      await Bun.sleep(5);
      await store.putItems([{ itemId: "0-late" }]);
      expect(ids((await store.searchItems({ sort: "newest", limit: 1 })).items)).toEqual(["0-late"]);
    }));

  test("a search counts the categories and brands of what it finds, most first", () =>
    withItems(SHELF, async (store) => {
      expect(await store.itemFacets({ query: "crew" })).toEqual({
        categories: [
          { name: "Beauty", items: 1 },
          { name: "Socks", items: 1 },
        ],
        brands: [
          { name: "Woolly", items: 1 },
          { name: "woolly", items: 1 },
        ],
      });
      expect(await store.itemFacets({ query: "nothing like it" })).toEqual({ categories: [], brands: [] });
      const hidden = await store.itemFacets({ query: "crew", includeHidden: true });
      expect(hidden.categories[0]).toEqual({ name: "Socks", items: 2 });
    }));

  test("a search goes by the twelve longest words of a query, whatever it repeats", () =>
    withStore(target, async (store) => {
      const words = Array.from({ length: 12 }, (_, at) => `word${at + 10}`);
      await store.putItems([
        { itemId: "all", title: words.join(" ") },
        { itemId: "most", title: words.slice(1).join(" ") },
      ]);
      const find = async (query: string) => ids((await store.searchItems({ query, limit: 10 })).items);
      expect(await find([...words, ...words, "wor", "d1", "none"].join(" "))).toEqual(["all"]);
      expect(await find("word none")).toEqual([]);
    }));

  test("a search takes a query of any length", () =>
    withItems(SHELF, async (store) => {
      expect((await store.searchItems({ query: "x".repeat(100_000), limit: 10 })).items).toEqual([]);
      expect((await store.searchItems({ query: "x ".repeat(100_000), limit: 10 })).items).toEqual([]);
    }));

  test("a search gives every item once, page by page", () =>
    withItems(SHELF, async (store) => {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await store.searchItems({ limit: 2, ...(after !== undefined && { after }) });
        seen.push(...ids(page.items));
        after = page.next;
      } while (after !== undefined);
      expect(seen).toEqual(["1", "2", "3", "SKU-5", "SKU_4"]);
    }));

  test("the last page has no next one, also when it is full", () =>
    withItems(SHELF, async (store) => {
      expect(await store.searchItems({ limit: 5 })).not.toHaveProperty("next");
      expect(await store.searchItems({ limit: 4 })).toHaveProperty("next", "SKU-5");
    }));
}
