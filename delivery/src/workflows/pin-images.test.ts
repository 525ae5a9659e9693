// How the images of others are pinned, as a machine does it that reaches their registries.
import { ROOT } from "@aisle/testcluster";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DIGESTS = "images/digests.txt";
const PINS = "flux/infrastructure/pins/kustomization.yaml";
const DIGEST = `sha256:${"c".repeat(64)}`;
const POSTGRES = "docker.io/library/postgres:17.6-bookworm";
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aisle-pins-"));
  for (const path of ["scripts", "images", "flux"])
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  writeFileSync(join(folder, DIGESTS), "# none\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(folder, path), "utf8");

/** With a Docker that says this, whatever it is asked. */
function pin(docker: string, ...args: readonly string[]) {
  const programs = join(folder, "programs");
  mkdirSync(programs, { recursive: true });
  writeFileSync(join(programs, "docker"), `#!/bin/sh\n${docker}\n`);
  chmodSync(join(programs, "docker"), 0o755);
  const { exitCode, stdout, stderr } = Bun.spawnSync([join(folder, "scripts/pin-images"), ...args], {
    env: { PATH: `${programs}:${process.env["PATH"]}` },
  });
  return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
}

describe("the images of others", () => {
  test.each([
    ["are not reached", "exit 1"],
    ["have rubbish for a digest", "echo '<html>'"],
    ["have half a digest", "echo sha256:cccc"],
  ])("stay as they were when they %s", (_, docker) => {
    const before = [read(DIGESTS), read(PINS)];
    expect(pin(docker).code).toBe(1);
    expect([read(DIGESTS), read(PINS)]).toEqual(before);
  });

  test("that are not pinned are named, and where to do it", () => {
    const { code, err } = pin("exit 1", "check");
    expect(code).toBe(1);
    for (const image of [POSTGRES, "ghcr.io/mlflow/mlflow:v3.17.2-full", "ghcr.io/fluxcd/flagger:1.44.0"])
      expect(err).toContain(` ${image}`);
    expect(err).not.toContain("aisle/");
    expect(err).toContain("make pin-images");
  });

  test("are pinned where clusters, Compose and builds take them", () => {
    expect(pin(`echo ${DIGEST}`)).toMatchObject({ code: 0, err: "" });
    expect(read(DIGESTS)).toContain(`\n${POSTGRES} ${DIGEST}\n`);
    const { images, patches } = Bun.YAML.parse(read(PINS)) as {
      readonly images: readonly object[];
      readonly patches: readonly { readonly target: object; readonly patch: string }[];
    };
    expect(images).toContainEqual({
      name: "docker.io/library/postgres",
      newTag: "17.6-bookworm",
      digest: DIGEST,
    });
    expect(patches[0]?.target).toEqual({ kind: "Kustomization", name: "flagger" });
    expect(Bun.YAML.parse(patches[0]?.patch ?? "")).toMatchObject([
      { path: "/spec/images", value: [{ name: "ghcr.io/fluxcd/flagger", newTag: "1.44.0", digest: DIGEST }] },
    ]);
    expect(pin("exit 1", "check").code).toBe(0);
    expect(pin("exit 1", "env").out).toContain(`\nPOSTGRES_IMAGE=${POSTGRES}@${DIGEST}\n`);
    expect(pin("echo true", "env").out).toContain(`\nPOSTGRES_IMAGE=${POSTGRES}\n`);
  });

  test("are not pinned any more when another tag is used", () => {
    pin(`echo ${DIGEST}`);
    const path = join(folder, "images/upstream.env");
    writeFileSync(path, readFileSync(path, "utf8").replace("postgres:17.6", "postgres:17.7"));
    expect(pin("exit 1", "check").err).toContain("postgres:17.7-bookworm");
    expect(pin("exit 1", "env").out).toContain("\nPOSTGRES_IMAGE=docker.io/library/postgres:17.7-bookworm\n");
  });

  test("have the tags in flux/infrastructure/pins that are used", () => {
    const { stdout } = Bun.spawnSync([join(ROOT, "scripts/pin-images"), "component"]);
    expect(readFileSync(join(ROOT, PINS), "utf8")).toBe(stdout.toString());
  });
});
