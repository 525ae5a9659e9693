import { describe, expect, test } from "bun:test";
import { Catalogue } from "./catalogue.ts";
import type { Item } from "./item.ts";
import { ItemLines } from "./item-lines.ts";

const given: readonly Item[] = [
  { itemId: "a", title: "Größe ☂", brand: "x", categories: ["p", "q"], price: 2, stock: 1 },
  { itemId: "ä", stock: 0 },
  { itemId: "c", hidden: true },
];

function linesOf(items: readonly Item[]): ItemLines {
  const texts = items.map((item) => JSON.stringify(item));
  const lines = new ItemLines(new TextEncoder().encode(texts.join("\n")), (line) => JSON.parse(line) as Item);
  let end = -1;
  items.forEach((item, at) => {
    end += 1 + new TextEncoder().encode(texts[at]).length;
    expect(lines.add(item, end)).toBe(true);
  });
  return lines;
}

describe("items in lines", () => {
  test("are not there beyond the last one, and each once", () => {
    const lines = linesOf(given);
    for (const index of [-1, 3, 0.5, Number.NaN]) {
      expect([lines.at(index), lines.textAt(index), lines.idAt(index)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }
    expect(lines.indexOf("b")).toBeUndefined();
    expect(lines.add({ itemId: "ä" }, 1000)).toBe(false);
    expect(lines.length).toBe(3);
  });

  test("come back as they were, in order, by place and by id", () => {
    const lines = linesOf(given);
    expect(Array.from(lines)).toEqual([...given]);
    given.forEach(({ itemId }, index) => {
      expect([lines.idAt(index), lines.indexOf(itemId)]).toEqual([itemId, index]);
    });
  });

  test("of any number keep their order", () => {
    const many = Array.from({ length: 5000 }, (_, at) => ({ itemId: `item ${at}` }));
    expect(Array.from(linesOf(many))).toEqual(many);
  });
});

describe("a catalogue of items in lines", () => {
  test("is like one of the same items as objects, whatever is put and removed", () => {
    const catalogues = [new Catalogue(given), new Catalogue(linesOf(given))];
    const states = catalogues.map((catalogue) => {
      const state: unknown[] = [];
      const note = () => {
        state.push(catalogue.size, catalogue.live);
        for (let index = 0; index < catalogue.size; index++) {
          const id = catalogue.idAt(index);
          state.push(id, catalogue.itemAt(index), catalogue.indexOf(id), catalogue.isAvailable(index));
          state.push(catalogue.isForSale(index), catalogue.priceOf(index), catalogue.categoriesOf(index));
        }
      };
      note();
      state.push(
        catalogue.put(given[0]!),
        catalogue.put({ ...given[0]!, price: 3 }),
        catalogue.put({ itemId: "new" }),
      );
      note();
      state.push(catalogue.remove("ä"), catalogue.remove("ä"), catalogue.put(given[0]!));
      note();
      state.push(catalogue.put({ itemId: "ä", brand: "y" }), catalogue.put({ itemId: "ä", brand: "x" }));
      note();
      state.push(catalogue.brandOf(1) === catalogue.brandOf(0));
      return state;
    });
    expect(states[1]).toEqual(states[0]);
  });

  test("changes nothing of another one of the same lines", () => {
    const lines = linesOf(given);
    const [changed, other] = [new Catalogue(lines), new Catalogue(lines)];
    changed.put({ itemId: "a", brand: "new", categories: ["new"], hidden: true });
    changed.put({ itemId: "d" });
    changed.remove("c");
    expect([other.size, other.live, other.isAvailable(0), other.itemAt(0)]).toEqual([3, 3, true, given[0]!]);
    expect([other.findBrands(["new"]).size, other.findCategories(["new"]).size]).toEqual([0, 0]);
  });
});
