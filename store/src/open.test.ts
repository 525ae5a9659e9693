import { describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../test/targets.ts";
import { openStore } from "./open.ts";
import { StoreError } from "./store.ts";

async function refusal(url: string): Promise<StoreError> {
  const error = await openStore(url).then(
    (store) => store.close(),
    (error: unknown) => error,
  );
  if (!(error instanceof StoreError)) throw new Error(`"${url}" was not refused`);
  return error;
}

describe("an address that is refused", () => {
  test("because nothing is known of it says what is accepted", async () => {
    for (const url of [
      "",
      "store.db",
      "/var/store.db",
      "sqlite:",
      "sqlite://",
      "sqlite:store.db",
      "mysql://x",
      "file:x",
      "sqlite:///tmp/store.db?mode=ro",
    ]) {
      const error = await refusal(url);
      expect(error.code).toBe("bad-url");
      expect(error.message).toContain("sqlite:///absolute/path.db");
      expect(error.message).toContain("postgres://user:password@host:5432/database");
    }
  });
  test("is not repeated, for the password in it", async () => {
    for (const url of [
      "postgres://me:s3cret@db/shop?no=1",
      "postgres://me:12/3?s3cret@db/shop",
      "mysql://me:s3cret@db/shop",
      "me:s3cret@db",
    ]) {
      expect((await refusal(url)).message).not.toContain("s3cret");
    }
  });
});

describe("a place that cannot be used", () => {
  test("because its folder does not exist", async () => {
    using folder = temporaryFolder();
    const error = await refusal(`sqlite://${join(folder.path, "no", "store.db")}`);
    expect(error.code).toBe("unavailable");
    expect(error.message).toContain("folder");
    expect(existsSync(join(folder.path, "no"))).toBe(false);
  });
  test("because it is a folder", async () => {
    using folder = temporaryFolder();
    expect((await refusal(`sqlite://${folder.path}`)).code).toBe("unavailable");
  });
  test("because it holds something else, which is left as it is", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "notes.txt");
    const notes = "buy milk\n".repeat(1000);
    writeFileSync(path, notes);
    const error = await refusal(`sqlite://${path}`);
    expect(error.code).toBe("unavailable");
    expect(error.message).toContain(path);
    expect(await Bun.file(path).text()).toBe(notes);
  });
});

describe("an address that is accepted", () => {
  test("may have any character in its path that is no question mark", async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "my shop 100%20 é#2.db");
    await (await openStore(`sqlite://${path}`)).close();
    expect(existsSync(path)).toBe(true);
  });
  test("may be relative to the working directory", async () => {
    using folder = temporaryFolder();
    const index = Bun.resolveSync("./open.ts", import.meta.dir);
    const script = `import { openStore } from ${JSON.stringify(index)}; await (await openStore("sqlite://shop.db")).close();`;
    const child = Bun.spawnSync([process.execPath, "-e", script], { cwd: folder.path });
    expect(child.exitCode).toBe(0);
    expect(existsSync(join(folder.path, "shop.db"))).toBe(true);
  });
  test("may be in memory, where every store is another", async () => {
    const [one, other] = await Promise.all([openStore("sqlite::memory:"), openStore("sqlite::memory:")]);
    await one.putItems([{ itemId: "a" }]);
    expect(await one.getItem("a")).toBeDefined();
    expect(await other.getItem("a")).toBeUndefined();
    await Promise.all([one.close(), other.close()]);
  });
});
