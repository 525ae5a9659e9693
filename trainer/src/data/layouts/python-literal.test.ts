import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parsePythonLiteral } from "./python-literal.ts";

describe("parsePythonLiteral", () => {
  test.each([
    "",
    "{",
    "{'a': }",
    "{'a' 1}",
    "['a' 'b'",
    "'open",
    "'open\\",
    "{'a': 1} x",
    "nan",
    "'\\U00110000'",
  ])("refuses %p", (text) => {
    expect(() => parsePythonLiteral(text)).toThrow(SyntaxError);
  });

  test("refuses code and bottomless nesting", () => {
    expect(() => parsePythonLiteral("__import__('os')")).toThrow("not a literal at position");
    expect(() => parsePythonLiteral("[".repeat(100_000))).toThrow("nested too deeply");
  });

  test("reads a line of the 2014 metadata", () => {
    const line =
      "{'asin': '0000031852', 'title': u'Girls\\' Tutu \\xe9\\u2122', \"price\": 3.17, 'categories': [['Sports', \"Other's\"]], 'related': {'also_bought': []}, }";
    expect(parsePythonLiteral(line)).toEqual({
      asin: "0000031852",
      title: "Girls' Tutu é™",
      price: 3.17,
      categories: [["Sports", "Other's"]],
      related: { also_bought: [] },
    });
  });

  test("reads constants, numbers, tuples and escapes as Python does", () => {
    expect(parsePythonLiteral("[True, False, None, -1.5e3, 12L, .5, (1, 2), ()]")).toEqual([
      true,
      false,
      null,
      -1500,
      12,
      0.5,
      [1, 2],
      [],
    ]);
    expect(parsePythonLiteral(String.raw`['\t\x41\101\'\"\\\q', r'\n', "\U0001F600"]`)).toEqual([
      "\tAA'\"\\\\q",
      "\\n",
      "😀",
    ]);
  });

  test("a key called __proto__ is only a key", () => {
    const value = parsePythonLiteral("{'__proto__': {'polluted': True}}");
    expect(Object.keys(value as object)).toEqual(["__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("every text survives Python's quoting", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const quoted = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n");
        expect(parsePythonLiteral(`{'k': '${quoted}'}`)).toEqual({ k: text });
      }),
    );
  });
});
