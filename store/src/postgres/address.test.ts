import { describe, expect, test } from "bun:test";
import { StoreError } from "../store.ts";
import { readPostgresAddress } from "./address.ts";

describe("an address of Postgres is refused", () => {
  const cases: [why: string, url: string, words: string][] = [
    ["without a host", "postgres:///shop", "no host"],
    ["without a database", "postgres://me:s3cret@db", "no database"],
    ["with a path below the database", "postgres://me:s3cret@db/shop/items", "no database"],
    ["with a setting that is none", "postgres://me:s3cret@db/shop?pol=3", '"pol"'],
    ["with one that every object has", "postgres://me:s3cret@db/shop?constructor=3", '"constructor"'],
    ["with no connections", "postgres://me:s3cret@db/shop?pool=0", "pool must be a whole number from 1"],
    ["with a time that is no number", "postgres://db/shop?statement_timeout=5s", "statement_timeout"],
    ["with a time that is too long", "postgres://db/shop?connect_timeout=61", "1 to 60"],
  ];
  for (const [why, url, words] of cases) {
    test(`${why}, in words that hold no password`, () => {
      let error: unknown;
      try {
        readPostgresAddress(url);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: "bad-url" });
      expect(String(error)).toContain(words);
      expect(String(error)).not.toContain("s3cret");
    });
  }
});

test("the settings of an address are read and taken out, what the driver knows stays", () => {
  const url = "postgres://me:pa%3Fss@db.example:6543/shop?pool=4&sslmode=require&statement_timeout=900";
  expect(readPostgresAddress(url)).toEqual({
    url: "postgres://me:pa%3Fss@db.example:6543/shop?sslmode=require",
    name: "db.example:6543/shop",
    pool: 4,
    statementTimeout: 900,
    connectTimeout: 2,
  });
});
