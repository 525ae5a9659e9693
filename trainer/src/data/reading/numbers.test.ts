import { describe, expect, test } from "bun:test";
import { failure } from "../testing.ts";
import { readTexts } from "./testing.ts";

describe("a price", () => {
  test.each([
    [
      "with decimal commas",
      ["12,50", "1.234,56", "19,90 €", "9,5", "1 234,50", "1.299", "EUR 3,00", "7"],
      [12.5, 1234.56, 19.9, 9.5, 1234.5, 1299, 3, 7],
    ],
    [
      "with decimal points",
      ["$1,299.00", "$5", "1'234.50", "0.99", "1,299", ".5", "1,23,456.00", "1e2"],
      [1299, 5, 1234.5, 0.99, 1299, 0.5, 123456, 100],
    ],
    [
      "with blanks that only printers know",
      [
        "1\u00a0234,50",
        "1\u202f234\u202f567,00 €",
        "12,-",
        "3,– €",
        "19,90\u00a0€",
        "\u00a0€\u202f5,5\u00a0",
      ],
      [1234.5, 1234567, 12, 3, 19.9, 5.5],
    ],
    ["in the money of Poland, Sweden and Switzerland", ["9,50 zł"], [9.5]],
    ["in the money of Sweden", ["1 299 kr", "95,00 kr."], [1299, 95]],
    ["in the money of Switzerland", ["Fr. 1’234.50", "CHF 5.00"], [1234.5, 5]],
    ["that each says for itself what it means", ["12,50", "12.50"], [12.5, 12.5]],
  ])("%s is the number meant", async (_, texts, numbers) => {
    expect(await readTexts("price", texts)).toEqual(numbers);
  });

  test.each([
    ["free"],
    ["1.2.3"],
    ["1,2,3"],
    ["12,34.5"],
    ["-1"],
    ["5 pcs"],
    ["5%"],
    ["inf"],
    ["1e300"],
    ["12 50"],
    ["€"],
    ["5 € 6"],
    ["12.50-"],
    ["5- €"],
  ])("is not %j", async (text) => expect(await readTexts("price", [text])).toEqual([null]));

  test("of which nothing tells whether it has thousands or decimals is refused until the mapping says so", async () => {
    const error = await failure(readTexts("price", ["1", "1.299", "2.500"]));
    expect(error).toMatchObject({ code: "ambiguous" });
    expect(error.message).toContain('does not tell whether "1.299" (line 3) has thousands or decimals');
    expect(error.message).toContain('say "decimal": "." or "decimal": ","');
    expect(await readTexts("price", ["1.299"], { decimal: "," })).toEqual([1299]);
    expect(await readTexts("price", ["1.299", "1,299"], { decimal: "." })).toEqual([1.299, 1299]);
    expect(await failure(readTexts("price", ["1.299", "1,50", "1.50"]))).toMatchObject({ code: "ambiguous" });
  });

  test("is refused where it breaks what the mapping says", async () => {
    expect(await readTexts("price", ["12.50", "12,50"], { decimal: "," })).toEqual([null, 12.5]);
  });

  test("is taken as it is where the file has a number", async () => {
    expect(await readTexts("price", ["1.299", "5"], {}, true)).toEqual([1.299, 5]);
  });

  test("in several currencies is refused", async () => {
    const error = await failure(readTexts("price", ["5 €", "$5", "6 EUR"]));
    expect(error.message).toContain(
      'has several currencies, EUR and USD, such as "$5" (line 3) and "5 €" (line 2): write one',
    );
    expect(await readTexts("price", ["5 €", "6 EUR", "7"])).toEqual([5, 6, 7]);
  });
});

describe("a stock", () => {
  test("is a whole number", async () => {
    expect(await readTexts("stock", ["5", "5.0", "0", "x", "2,5", "-1", "", "NULL", "1e13"])).toEqual([
      5,
      5,
      0,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });
  test("that could be thousands is refused like a price", async () => {
    expect(await failure(readTexts("stock", ["1.000"]))).toMatchObject({ code: "ambiguous" });
  });
});

test("the value of an event has the API's limits", async () => {
  expect(await readTexts("value", ["4,5", "-1", "2000000000"])).toEqual([4.5, null, null]);
});
