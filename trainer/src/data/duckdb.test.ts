import { expect, test } from "bun:test";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { removeSpilled } from "./duckdb.ts";
import { inFolder } from "./testing.ts";

test("what a process that has ended spilled or copied goes, and nothing else", async () => {
  await inFolder(async (root) => {
    const ended = Bun.spawnSync(["true"]).pid;
    const kept = [
      `aisle-duckdb-${process.pid}`,
      "aisle-duckdb-1",
      "aisle-duckdb-x",
      `other-${ended}`,
      `aisle-reading-${process.pid}-abc`,
    ];
    for (const name of [...kept, `aisle-duckdb-${ended}`, `aisle-reading-${ended}-abc`]) {
      await mkdir(join(root, name));
      await Bun.write(
        join(root, name, name.startsWith("aisle-r") ? "copy-1" : "duckdb_temp_storage_DEFAULT-0.tmp"),
        "rows",
      );
    }
    await removeSpilled(root);
    expect((await readdir(root)).toSorted()).toEqual(kept.toSorted());

    await mkdir(join(root, `aisle-duckdb-${ended}`));
    await Bun.write(join(root, `aisle-duckdb-${ended}`, "diary.txt"), "mine");
    await removeSpilled(root);
    expect(await readdir(join(root, `aisle-duckdb-${ended}`))).toEqual(["diary.txt"]);
  });
});
