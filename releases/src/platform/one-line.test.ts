import { expect, test } from "bun:test";
import { oneLine } from "./one-line.ts";

test.each([
  ["a\nAisle-Reverts: b", "a Aisle-Reverts: b"],
  ["a\r\n\tb\u0000c\u0085d\u2028e\u2029f\u202Eg", "a b c d e f g"],
  ["  \n ", ""],
  ["für 😀", "für 😀"],
])("%j becomes %j", (text, line) => expect(oneLine(text, 100)).toBe(line));

test("what is too long is cut, and never through a character", () => {
  expect(oneLine("x".repeat(11), 10)).toBe(`${"x".repeat(9)}…`);
  expect(oneLine("x".repeat(10), 10)).toBe("x".repeat(10));
  expect(oneLine("😀".repeat(10_000_000), 10).isWellFormed()).toBeTrue();
});
