import { describe, expect, test } from "bun:test";
import type { Item } from "../catalogue/item.ts";
import { type FieldWeights, itemTerms } from "./terms.ts";

const EVEN: FieldWeights = { title: 1, brand: 1, category: 1, attribute: 1 };

function terms(item: Omit<Item, "itemId">, weights: Partial<FieldWeights> = {}): string[] {
  return [...itemTerms({ itemId: "x", ...item }, { ...EVEN, ...weights }).keys()];
}

describe("hostile catalogue entries", () => {
  test("an item of which nothing is known has no terms", () => {
    expect(terms({})).toEqual([]);
    expect(terms({ title: "", categories: [], attributes: [] })).toEqual([]);
  });

  test("an empty brand, category or attribute is not something that items have in common", () => {
    expect(terms({ brand: " ", categories: ["", "nails"], attributes: ["\t"] })).toEqual(["category:nails"]);
  });

  test("of a 10 KB title only the beginning is read", () => {
    const title = Array.from({ length: 1500 }, (_, at) => `word${at}`).join(" ");
    expect(title.length).toBeGreaterThan(10_000);
    const found = terms({ title, brand: "OPI" });
    expect(found).toHaveLength(64);
    expect(found.slice(0, 3)).toEqual(["brand:opi", "word0", "word1"]);
  });

  test("a title of one endless word costs one term", () => {
    expect(terms({ title: "x".repeat(10_240) })).toEqual(["x".repeat(500)]);
  });

  test("a title that is cut inside of a surrogate pair loses that character", () => {
    const cut = `${"a ".repeat(248)}red𠮷𠮷`;
    expect(cut.slice(0, 500).isWellFormed()).toBe(false);
    expect(terms({ title: cut })).toEqual(["red"]);
  });

  test("a title of punctuation and pictures has no words", () => {
    expect(terms({ title: "*** !!! 💄💅 — “”" })).toEqual([]);
  });

  test("words that are keys of every object are words like others", () => {
    expect(terms({ title: "constructor __proto__ toString" })).toEqual(["constructor", "proto", "tostring"]);
  });
});

describe("words of a title", () => {
  test("are folded, so that case, width and composition do not matter", () => {
    const composed = terms({ title: "CRÈME Ｗide ﬁne" });
    expect(composed).toEqual(["crème", "wide", "fine"]);
    expect(terms({ title: "CRÈME Ｗide ﬁne".normalize("NFD") })).toEqual(composed);
  });

  test("keep the vowel signs that Indic and other scripts write as marks", () => {
    expect(terms({ title: "हिन्दी किताब" })).toEqual(["हिन्दी", "किताब"]);
    expect(terms({ title: "İstanbul" })).toEqual(["i̇stanbul"]);
  });

  test("of any script and with digits count, single letters do not", () => {
    expect(terms({ title: "Лак for nails 15ml, 口红 x" })).toEqual(["лак", "for", "nails", "15ml", "口红"]);
  });

  test.each([
    ["Chinese", "羊毛袜男士黑色加厚", ["羊毛", "袜", "男士", "黑色", "加厚"]],
    ["Japanese", "メリノウール靴下の黒 2足", ["メリノウール", "靴下", "黒", "足"]],
    ["Thai", "ถุงเท้าขนแกะสีดำ", ["ถุงเท้า", "ขน", "แกะ", "สี", "ดำ"]],
    ["mixed scripts", "Matte口红15ml Ｍatte", ["matte", "口红", "15ml"]],
  ])("are found in %s, which has no spaces", (_, title, words) => {
    expect(terms({ title })).toEqual(words);
  });

  test("count once however often they occur", () => {
    expect(terms({ title: "red Red RED" })).toEqual(["red"]);
  });
});

describe("fields", () => {
  const item: Item = {
    itemId: "x",
    title: "red",
    brand: "Red",
    categories: ["Red"],
    attributes: ["red"],
  };

  test("are told apart", () => {
    expect(terms(item)).toEqual(["brand:red", "category:red", "attribute:red", "red"]);
  });

  test("have their own weights", () => {
    const weights = { title: 1, brand: 2, category: 3, attribute: 4 };
    expect(Object.fromEntries(itemTerms(item, weights))).toEqual({
      red: 1,
      "brand:red": 2,
      "category:red": 3,
      "attribute:red": 4,
    });
  });

  test.each(["title", "brand", "category", "attribute"] as const)(
    "with weight 0 leave out the %s",
    (field) => {
      expect(terms(item, { [field]: 0 })).toHaveLength(3);
      expect(terms(item, { title: 0, brand: 0, category: 0, attribute: 0, [field]: 1 })).toHaveLength(1);
    },
  );
});
