import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Checkout, makeCheckout } from "./checkout.ts";

const DIGEST = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
let folder: string;
let checkout: Checkout;
let tag: string;

/** A merge of new code, as GitHub makes it, and the commit that releases its images. */
async function deploy(): Promise<void> {
  await checkout.git("switch", "--quiet", "--create", "feature/more");
  checkout.write("api/src/app.ts", "export const more = true;\n");
  await checkout.commit("feat: more");
  await checkout.git("switch", "--quiet", "develop");
  await checkout.git("merge", "--quiet", "--no-ff", "feature/more", "--message", "Merge feature/more");
  tag = (await checkout.git("rev-parse", "HEAD")).slice(0, 12);
  checkout.script("release-tag", [tag]);
  await checkout.commit(`release(staging): images of ${tag}`);
}

async function releaseModel(): Promise<void> {
  const path = "flux/apps/release/model.yaml";
  const model = readFileSync(join(folder, path), "utf8");
  checkout.write(path, model.replaceAll('value: ""', `value: "sha256:${DIGEST}"`));
  await checkout.commit("release(model): version 12");
}

const report = (...lines: readonly string[]): string =>
  ["# Release 7 in staging: image shop/api:1", "", ...lines].join("\n");
const promoted = (image = tag, model = "none"): string =>
  report(
    "Verdict: promoted",
    "",
    "|  | before | released |",
    "| --- | --- | --- |",
    `| image | registry.example/shop/api:aaaaaaaaaaaa | registry.example/shop/api:${image} |`,
    `| model | none | ${model} |`,
    "",
    "## Canary beside primary",
  );
const refusalOf = (text: string): string => {
  const { code, err } = checkout.script("promotable", [], text);
  expect(code).toBe(1);
  return err.trim().replace("not promotable: ", "");
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "aisle-promotable-"));
  checkout = await makeCheckout(folder);
  await deploy();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a commit is not promotable", () => {
  test("without a report", () => {
    const why = "there is no canary report, which begins with '# Release …'";
    expect(refusalOf("")).toBe(why);
    expect(refusalOf("Please merge.\nVerdict: promoted\n")).toBe(why);
  });

  test.each([
    ["rolled back", ["Verdict: rolled back"]],
    ["none", ["The verdict is promoted."]],
    ["none", ["> Verdict: promoted"]],
    ["promoted\nrolled back", ["Verdict: promoted", "Verdict: rolled back"]],
  ])("with the verdict %j", (verdict, lines) => {
    expect(refusalOf(report(...lines, tag))).toBe(
      `the canary report's verdict is '${verdict}', not 'promoted'`,
    );
  });

  test.each(["0123456789ab", "aaaaaaaaaaaa"])("with the report of the image %s", (image) => {
    expect(refusalOf(promoted(image))).toBe(
      `the canary report is of 'registry.example/shop/api:${image}', and the images' tag is ${tag}`,
    );
  });

  test("with a report that says nothing of what was released", () => {
    expect(refusalOf(report("Verdict: promoted", tag))).toBe(
      `the canary report is of '', and the images' tag is ${tag}`,
    );
  });

  test("with code that came after the images", async () => {
    checkout.write("flux/apps/base/api/deployment.yaml", "replicas: 0\n");
    const code = (await checkout.commit("fix: fewer")).slice(0, 12);
    expect(refusalOf(promoted())).toBe(
      `the images are of ${tag} and the code is ${code}, which staging has yet to prove`,
    );
  });

  test("with another model than the report's", async () => {
    expect(refusalOf(promoted(tag, `5 (sha256:${"9".repeat(12)})`))).toBe(
      "the canary report is of the model '5 (sha256:999999999999)', and the digest is none",
    );
    await releaseModel();
    expect(refusalOf(promoted())).toBe(
      `the canary report is of the model 'none', and the digest is sha256:${DIGEST}`,
    );
  });
});

describe("a commit is promotable", () => {
  test("with the report of a promotion of its images", () => {
    const { code, out } = checkout.script("promotable", [], promoted());
    expect(out).toBe(`promotable: image registry.example/shop/api:${tag}, model none\n`);
    expect(code).toBe(0);
  });

  test("with a report that was edited in a browser", () => {
    expect(checkout.script("promotable", [], promoted().replaceAll("\n", "\r\n")).code).toBe(0);
  });

  test("with the report of its model", async () => {
    await releaseModel();
    const model = `12 (sha256:${DIGEST.slice(0, 12)})`;
    const { out } = checkout.script("promotable", [], promoted(tag, model));
    expect(out).toBe(`promotable: image registry.example/shop/api:${tag}, model ${model}\n`);
  });
});
