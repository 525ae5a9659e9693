import { describe, expect, test } from "bun:test";
import { eventCode } from "@aisle/recommender";
import { bareItems, BenchmarkFileError, parseAttributes, parseSequences } from "./files.ts";

function refusal(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof BenchmarkFileError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("a sequences file is refused", () => {
  test.each([[""], ["\n\n  \n"]])("without customers: %j", (text) => {
    expect(refusal(() => parseSequences(text))).toBe("the sequences file has no lines");
  });

  test.each([
    ["with too few items to hold two of them out", "2 5 6"],
    ["with a customer alone", "2"],
    ["with items numbered from 0", "2 0 1 2"],
    ["with negative items", "2 -1 1 2"],
    ["with items that are no numbers", "2 1 two 3"],
    ["with items that are no whole numbers", "2 1 2.5 3"],
    ["with numbers that are not plain digits", "2 1 0x10 1e3"],
    ["with commas", "2,1,2,3"],
    ["with numbers that no catalogue reaches", "2 1 2 99999999999"],
  ])("%s, naming the line and what was found", (_, line) => {
    const said = refusal(() => parseSequences(`1 1 2 3\n\n${line}\n4 1 2 3\n`));
    expect(said).toStartWith("line 3: expected ");
    expect(said).toEndWith(`found "${line}"`);
  });

  test("of one endless line, without repeating all of it", () => {
    expect(refusal(() => parseSequences(`1 ${"x".repeat(100_000)}`)).length).toBeLessThan(300);
  });
});

describe("a sequences file", () => {
  test("is one customer per line, whose items are purchases in their order", () => {
    const log = parseSequences("10 3 1 2\r\n\n11\t2  2 5 1 \n");
    expect([log.customers, log.items]).toEqual([2, 5]);
    expect(Array.from(log.offsets)).toEqual([0, 3, 7]);
    expect(Array.from(log.item)).toEqual([2, 0, 1, 1, 1, 4, 0]);
    expect(log.type.every((type) => type === eventCode.purchase)).toBe(true);
    expect(log.time).toEqual(new Float64Array(7));
  });
});

describe("an attributes file is refused", () => {
  test.each(["", "{", "attributes"])("that is not JSON: %j", (text) => {
    expect(refusal(() => parseAttributes(text, 2))).toBe("the attributes file is not JSON");
  });

  test.each(["[]", "null", "3", '"x"'])("that is not an object: %s", (text) => {
    expect(refusal(() => parseAttributes(text, 2))).toBe('expected attributes as {"item": [attribute, …]}');
  });

  test.each(['"red"', "7", "{}", "null", "[[1]]", '["red", null]'])("whose item 2 has %s", (value) => {
    const said = refusal(() => parseAttributes(`{"1": [1], "2": ${value}}`, 2));
    expect(said).toStartWith("item 2: expected a list of attributes, found ");
  });
});

describe("an attributes file", () => {
  test("gives each item its attributes as text, and none to items that it leaves out", () => {
    expect(parseAttributes('{"2": [7, "red"], "99": [1]}', 3)).toEqual([
      { itemId: "1", attributes: [] },
      { itemId: "2", attributes: ["7", "red"] },
      { itemId: "3", attributes: [] },
    ]);
  });

  test("leaves items that are named like parts of every object alone", () => {
    expect(parseAttributes('{"constructor": [1], "__proto__": [2]}', 1)).toEqual([
      { itemId: "1", attributes: [] },
    ]);
  });
});

test("bare items are numbered from 1", () => {
  expect(bareItems(2)).toEqual([{ itemId: "1" }, { itemId: "2" }]);
  expect(bareItems(0)).toEqual([]);
});
