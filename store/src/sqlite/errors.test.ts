import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../test/targets.ts";
import { isBusy, translate } from "./errors.ts";

test("a lock that another connection holds for too long is a store that is unavailable", () => {
  using folder = temporaryFolder();
  const filename = join(folder.path, "test.db");
  using holder = new Database(filename);
  using waiter = new Database(filename);
  holder.run("BEGIN EXCLUSIVE");
  let cause: unknown;
  try {
    waiter.run("CREATE TABLE t (a text)");
  } catch (error) {
    cause = error;
  }
  expect(isBusy(cause)).toBe(true);
  expect(translate(cause, "the.db")).toMatchObject({
    name: "StoreError",
    code: "unavailable",
    message: "the.db is locked by another process for too long",
    cause,
  });
});

test("what did not come from SQLite is left as it is", () => {
  const bug = new TypeError("undefined is not a function");
  expect(translate(bug, "the.db")).toBe(bug);
  expect(isBusy(bug)).toBe(false);
});
