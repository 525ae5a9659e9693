import { describe, expect, test } from "bun:test";
import { readTexts } from "./testing.ts";

describe("yes or no", () => {
  test("is read in the usual spellings", async () => {
    const yes = ["true", "T", "YES", "y", "1", "1.0", "on", "Ja", "oui", "sí", "vrai", "wahr"];
    const no = ["false", "f", "No", "n", "0", "0.0", "off", "nein", "non", "faux", "falsch"];
    expect(await readTexts("boolean", yes)).toEqual(yes.map(() => true));
    expect(await readTexts("boolean", no)).toEqual(no.map(() => false));
    expect(await readTexts("boolean", ["2", "maybe", "hidden", "-1"])).toEqual([null, null, null, null]);
  });

  test("is read in the shop's own words, also against the usual ones", async () => {
    const booleans = { Verborgen: true, zichtbaar: false, "0": true, "1": false };
    expect(await readTexts("boolean", ["verborgen", "ZICHTBAAR", "0", "1", "true"], { booleans })).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });
});

describe("nothing", () => {
  test("is written in many ways", async () => {
    const words = [
      "",
      " ",
      "NULL",
      "null",
      "NaN",
      "nan",
      String.raw`\N`,
      "N/A",
      "#N/A",
      "None",
      "undefined",
      "<NA>",
    ];
    expect(await readTexts("customer", words)).toEqual(words.map(() => null));
    expect(await readTexts("customer", ["Null & Sons", "nano", "NA", "-"])).toEqual([
      "Null & Sons",
      "nano",
      "NA",
      "-",
    ]);
  });
  test("is written as the mapping says", async () => {
    expect(await readTexts("id", ["-", "null", "leer"], { nulls: ["-", "LEER"] })).toEqual([
      null,
      "null",
      null,
    ]);
  });
});

describe("an id", () => {
  test("has the API's limits", async () => {
    const long = "x".repeat(256);
    // Two UTF-16 code units each.
    const doors = "🚪".repeat(128);
    const texts = [
      long,
      `${long}x`,
      doors,
      `${doors}x`,
      ".",
      "..",
      "lat-\ufffd",
      "...",
      " a ",
      "\u00a0b\u00a0",
    ];
    expect(await readTexts("id", texts)).toEqual([
      long,
      null,
      doors,
      null,
      null,
      null,
      null,
      "...",
      "a",
      "\u00a0b\u00a0",
    ]);
  });
  test("that was a number is written whole, or is none", async () => {
    const texts = ["101.0", "7", "7.5", "1e3", "9007199254740993.0", "1.5e300"];
    expect(await readTexts("id", texts, {}, true)).toEqual(["101", "7", null, null, null, null]);
  });
  test("of a column of numbers with decimals is written whole, and of any other is what it says", async () => {
    expect(await readTexts("id", ["101.0", "7.0", ""])).toEqual(["101", "7", null]);
    expect(await readTexts("id", ["101.0", "7.1"])).toEqual(["101.0", "7.1"]);
  });
  test("that a spreadsheet has rounded is none", async () => {
    const rounded = ["4.00638E+12", "4,00638E+12", "4E+11", "4.00638e+12"];
    expect(await readTexts("id", rounded)).toEqual(rounded.map(() => null));
    expect(await readTexts("id", ["4E5", "A.1E+12"])).toEqual(["4E5", "A.1E+12"]);
  });
});

test("texts and addresses have the API's limits", async () => {
  const title = "ä".repeat(1000);
  expect(await readTexts("title", [title, `${title}x`])).toEqual([title, null]);
  const label = "x".repeat(256);
  expect(await readTexts("label", [label, `${label}x`])).toEqual([label, null]);
  const addresses = [
    "https://shop.test/ä?a=b#c",
    "HTTP://x",
    "//shop.test",
    "javascript:alert(1)",
    "/p/1",
    "https://a b",
    `https://${"x".repeat(2000)}`,
  ];
  expect(await readTexts("address", addresses)).toEqual([
    addresses[0],
    addresses[1],
    null,
    null,
    null,
    null,
    null,
  ]);
});

test("the type of an event is one of ours, or what the mapping says of the shop's", async () => {
  const types = { Kauf: "purchase", "*": "ignore" };
  expect(await readTexts("type", ["View", "wish"])).toEqual(["view", null]);
  expect(await readTexts("type", ["Kauf", "kauf", "CART", "scroll"], { types })).toEqual([
    "purchase",
    "ignore",
    "cart",
    "ignore",
  ]);
});

test("places in an order are whole numbers", async () => {
  expect(await readTexts("order", ["0", "12.0", "91234001", "1.5", "x"])).toEqual([
    0n,
    12n,
    91_234_001n,
    null,
    null,
  ]);
});
