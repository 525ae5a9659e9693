import { SQL } from "bun";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../test/targets.ts";
import { isBusy, translate } from "./errors.ts";

test("a lock that another connection holds for too long is a store that is unavailable", async () => {
  using folder = temporaryFolder();
  const filename = join(folder.path, "test.db");
  const holder = new SQL({ adapter: "sqlite", filename });
  const waiter = new SQL({ adapter: "sqlite", filename });
  await waiter.unsafe("PRAGMA busy_timeout = 0");
  await holder.begin("exclusive", async () => {
    const cause = await waiter.unsafe("CREATE TABLE t (a text)").then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(isBusy(cause)).toBe(true);
    expect(translate(cause, "the.db")).toMatchObject({
      name: "StoreError",
      code: "unavailable",
      message: "the.db is locked by another process for too long",
      cause,
    });
  });
  await holder.close();
  await waiter.close();
});

test("what did not come from SQLite is left as it is", () => {
  const bug = new TypeError("undefined is not a function");
  expect(translate(bug, "the.db")).toBe(bug);
  expect(isBusy(bug)).toBe(false);
});
