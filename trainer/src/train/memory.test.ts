import { describe, expect, test } from "bun:test";
import { DataError } from "../data/errors.ts";
import { assertMemoryFor } from "./memory.ts";

const GB = 1e9;

describe("memory for training", () => {
  test("is there for a shop of twenty million events on a machine of 8 GB", () => {
    expect(() => assertMemoryFor({ events: 20_000_000, items: 200_000 }, 8 * GB)).not.toThrow();
  });

  test("that is too little is said before the work begins, with what to do", () => {
    const train = () => assertMemoryFor({ events: 20_000_000, items: 200_000 }, 2 * GB);
    expect(train).toThrow(DataError);
    expect(train).toThrow(
      /training on 20000000 events .* takes at least \d{4} MB .* 2000 MB are free: give it more/,
    );
  });

  test("is this machine's, unless it is told", () => {
    expect(() => assertMemoryFor({ events: 1000, items: 100 })).not.toThrow();
    expect(() => assertMemoryFor({ events: 1e12, items: 100 })).toThrow("MB are free");
  });
});
