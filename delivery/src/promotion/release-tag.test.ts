import { ROOT } from "@aisle/testcluster";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Checkout, makeCheckout } from "./checkout.ts";

const FILE = "flux/apps/release/kustomization.yaml";
let folder: string;
let checkout: Checkout;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "aisle-tag-"));
  checkout = await makeCheckout(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("release-tag", () => {
  test.each(["", "a b", "v1/2", '"; rm', "-x", "a".repeat(129)])("refuses %j", async (tag) => {
    const { code, err } = checkout.script("release-tag", [tag]);
    expect([code, err]).toEqual([1, `release-tag: '${tag}' is no tag of an image\n`]);
    expect(await checkout.git("status", "--porcelain")).toBe("");
  });

  test.each(["0123456789ab", "123456789012", "12345678e901", "1.2.3-rc.1"])(
    "writes %s for every image, as text, and says it",
    (tag) => {
      const before = Bun.YAML.parse(readFileSync(join(ROOT, FILE), "utf8")) as { images: { name: string }[] };
      expect(checkout.script("release-tag", [tag])).toEqual({ code: 0, out: "", err: "" });
      expect(Bun.YAML.parse(readFileSync(join(folder, FILE), "utf8"))).toEqual({
        ...before,
        images: before.images.map((image) => ({ ...image, newTag: tag })),
      });
      expect(checkout.script("release-tag").out).toBe(`${tag}\n`);
    },
  );

  test("does not say one tag where there are two", () => {
    checkout.write(FILE, "images:\n  - name: a\n    newTag: one\n  - name: b\n    newTag: two\n");
    const { code, err } = checkout.script("release-tag");
    expect([code, err]).toEqual([1, `release-tag: the images of ${FILE} have different tags: one, two\n`]);
  });
});
