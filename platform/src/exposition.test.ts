// Metrics as services write them.
import { expect, test } from "bun:test";
import { parseExposition } from "./exposition.ts";

test("labels with quotes, line ends and commas are what they were", () => {
  expect(parseExposition(String.raw`x{a="b\"c,d}\\e\nf",g=""} 1 1700000000`)).toEqual([
    {
      name: "x",
      labels: new Map([
        ["a", 'b"c,d}\\e\nf'],
        ["g", ""],
      ]),
      value: 1,
    },
  ]);
  expect(parseExposition("x NaN\nx{ 1\n=\n\n# x 1\nx +Inf")).toEqual([]);
});
