import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { idKey } from "./id-key.ts";

test("a home's key is made once, for its owner alone, and is another one in each home", () => {
  const homes = [0, 1].map(() => mkdtempSync(join(tmpdir(), "aisle-key-")));
  try {
    const [path, other] = homes.map((home) => join(home, "recommendation-id.key"));
    const key = idKey(path!);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(idKey(path!)).toBe(key);
    expect(statSync(path!).mode & 0o777).toBe(0o600);
    expect(idKey(other!)).not.toBe(key);
  } finally {
    for (const home of homes) rmSync(home, { recursive: true });
  }
});
