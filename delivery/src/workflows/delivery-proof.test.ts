// scripts/delivery-proof: when the containers and the cluster need to be proved again.
import { ROOT } from "@aisle/testcluster";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Checkout, makeCheckout } from "../promotion/checkout.ts";

const RECORD = "delivery/proven.json";
/** Passes all, or what `FAILS` does not name; `CHANGES` changes a file meanwhile. */
const MAKEFILE = `
test-compose:
	@[ -z "$$CHANGES" ] || echo changed >> Dockerfile
	@[ "$$FAILS" = compose ] && exit 1 || echo "compose: passed in 1 s"
test-delivery:
	@[ "$(PROOFS)" = 2,3 ]
	@echo "PROOF 2 a good image: passed"
	@[ "$$FAILS" = proof ] && echo "PROOF 3 a bad image: failed" || echo "PROOF 3 a bad image: passed"
cluster-programs oha:
`;

let folder: string;
let checkout: Checkout;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "aisle-proof-"));
  checkout = await makeCheckout(folder);
  checkout.write("Makefile", MAKEFILE);
  checkout.write(".gitignore", "coverage/\n");
  for (const path of missingPaths()) {
    const isFolder = statSync(join(ROOT, path)).isDirectory();
    checkout.write(isFolder ? `${path}/file.txt` : path, path);
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The paths that the script hashes and the checkout does not have. */
function missingPaths(): string[] {
  const script = readFileSync(join(ROOT, "scripts/delivery-proof"), "utf8");
  const names = /readonly paths=\(([^)]*)\)/.exec(script)?.[1] ?? "";
  const { stdout } = Bun.spawnSync(["bash", "-c", `printf '%s\\n' ${names.replaceAll("\n", " ")}`]);
  const paths = stdout.toString().trim().split("\n");
  expect(paths.length).toBeGreaterThan(20);
  return paths.filter((path) => !existsSync(join(folder, path)));
}

const proof = (command: string, settings: Readonly<Record<string, string>> = {}) => {
  const { exitCode, stdout, stderr } = Bun.spawnSync([join(folder, "scripts/delivery-proof"), command], {
    env: { ...process.env, ...settings },
  });
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
};

test("every path that is hashed is in the repository", () => {
  const { exitCode, stderr } = Bun.spawnSync([join(ROOT, "scripts/delivery-proof"), "hash"]);
  expect([exitCode, stderr.toString()]).toEqual([0, ""]);
});

describe("what was proved", () => {
  test("is nothing at first, and not taken from a record of other files", () => {
    expect(proof("check").code).toBe(1);
    checkout.write(RECORD, `{\n  "hash": "${"0".repeat(64)}",\n  "date": "2026-01-01"\n}\n`);
    expect(proof("check")).toMatchObject({ code: 1, out: expect.stringContaining("since 2026-01-01") });
  });

  test.each([{ FAILS: "compose" }, { FAILS: "proof" }])("is not recorded when one fails: %j", (settings) => {
    expect(proof("run", settings)).toMatchObject({ code: 1, out: expect.stringContaining("not all passed") });
    expect(existsSync(join(folder, RECORD))).toBe(false);
  });

  test("is not recorded when a file changed meanwhile", () => {
    expect(proof("run", { CHANGES: "1" }).code).toBe(2);
    expect(existsSync(join(folder, RECORD))).toBe(false);
  });

  test("holds until a file of it changes or comes, and not for longer", async () => {
    expect(proof("run")).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(folder, RECORD), "utf8"))).toMatchObject({
      hash: proof("hash").out.trim(),
      result: "compose: passed in 1 s; PROOF 2 a good image: passed; PROOF 3 a bad image: passed",
    });
    await checkout.commit("test: proved");
    checkout.write("README.md", "other");
    checkout.write("flux/README.md", "other");
    checkout.write("releases/src/a.test.ts", "other");
    expect(proof("check").code).toBe(0);
    checkout.write("flux/apps/new.yaml", "kind: Role\n");
    expect(proof("check").code).toBe(1);
    rmSync(join(folder, "flux/apps/new.yaml"));
    expect(proof("check").code).toBe(0);
    checkout.write("Dockerfile", "FROM other\n");
    expect(proof("check").code).toBe(1);
  });
});
