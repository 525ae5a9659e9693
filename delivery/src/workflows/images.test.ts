// What is done to images besides building them, as scripts/images tells Docker and the tools for it.
import { ROOT } from "@aisle/testcluster";
import { Glob } from "bun";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const REGISTRY = "registry.example/shop";
const API = `${REGISTRY}/api@sha256:${"a".repeat(64)}`;
const RELEASES = `${REGISTRY}/releases@sha256:${"b".repeat(64)}`;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aisle-images-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Returns how it ended and what it told others, without the questions whether Docker can build. */
function images(command: string, env: Readonly<Record<string, string>>) {
  const calls = join(folder, "calls");
  const { exitCode, stderr } = Bun.spawnSync([join(ROOT, "scripts/images"), command], {
    env: {
      PATH: `${join(import.meta.dir, "programs")}:${process.env["PATH"]}`,
      CALLS: calls,
      TAG: "0123456789ab",
      IMAGE_REPORTS: folder,
      ...env,
    },
  });
  const told = existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [];
  return {
    code: exitCode,
    err: stderr.toString(),
    told: told.filter((call) => call !== "docker buildx version"),
  };
}

describe("images", () => {
  test.each(["push", "sign", "name"])("%s nowhere, unless a registry is named", (command) => {
    const { code, err, told } = images(command, { VERSION: "1.2.3" });
    expect([code, told]).toEqual([1, []]);
    expect(err).toBe("images: say which registry: REGISTRY=registry.example/aisle\n");
  });

  test("end with the first that has a grave vulnerability", () => {
    const { code, told } = images("scan", { FAILS: `sbom:${folder}/api.spdx.json` });
    expect(code).toBe(2);
    expect(told).toEqual([
      `syft scan --quiet --output spdx-json=${folder}/api.spdx.json docker:aisle/api:0123456789ab`,
      `grype --quiet --only-fixed --fail-on high sbom:${folder}/api.spdx.json`,
    ]);
  });

  test("are signed by the digest that they have in this registry, with what is in them", () => {
    const elsewhere = `registry.example/other/api@sha256:${"c".repeat(64)}`;
    const { told, code, err } = images("sign", { REGISTRY, PUSHED: [elsewhere, API, RELEASES].join("\n") });
    expect(told.filter((call) => call.startsWith("cosign")).slice(0, 2)).toEqual([
      `cosign sign --yes ${API}`,
      `cosign attest --yes --type spdxjson --predicate ${folder}/api.spdx.json ${API}`,
    ]);
    const signed = readFileSync(join(folder, "digests.txt"), "utf8");
    expect(signed).toBe(`${"a".repeat(64)}  ${REGISTRY}/api\n${"b".repeat(64)}  ${REGISTRY}/releases\n`);
    expect([code, err]).toEqual([1, `images: ${REGISTRY}/trainer:0123456789ab was not pushed from here\n`]);
  });

  test.each(["", "latest", "1.2", "1.2.3 ", "$(id)"])("are not named %j, which is no version", (VERSION) => {
    expect(images("name", { REGISTRY, VERSION })).toMatchObject({ code: 1, told: [] });
  });

  test.each([
    ["TAG", "$(id)"],
    ["TAG", "a b"],
    ["TAG", "x\ny"],
    ["REGISTRY", "--help"],
    ["REGISTRY", "a b"],
  ])("are not touched with %s=%j", (name, value) => {
    const { code, told } = images("push", { REGISTRY, [name]: value });
    expect([code, told]).toEqual([1, []]);
  });

  test.each(["", "v"])("keep their digests when they are named by a version, as the tag %s… has it", (v) => {
    const { code, told } = images("name", { REGISTRY, VERSION: `${v}1.2.3-rc.1` });
    expect(code).toBe(0);
    expect(told[0]).toBe(
      `docker buildx imagetools create --prefer-index=false --tag ${REGISTRY}/api:1.2.3-rc.1 ${REGISTRY}/api:0123456789ab`,
    );
  });
});

describe("the image of a service", () => {
  const stages = readFileSync(join(ROOT, "Dockerfile"), "utf8").split(/^FROM /m);

  test.each(["api", "releases", "trainer", "web"])("of %s has all that its sources need", (room) => {
    const stage = stages.find((text) => text.startsWith(`service AS ${room}\n`)) ?? "";
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, room, "package.json"), "utf8")) as {
      dependencies: Readonly<Record<string, string>>;
    };
    const rooms = [
      room,
      ...Object.keys(dependencies).flatMap((name) => name.match(/^@aisle\/(.*)$/)?.[1] ?? []),
    ];
    const copied = [...stage.matchAll(/^COPY ([a-z]+)\/src /gm)].map(([, name]) => name);
    expect(copied).toEqual(expect.arrayContaining(rooms));
    // Bun reads in tsconfig.json how JSX is compiled.
    const filesOf = (name: string, pattern: string): string[] =>
      Array.from(new Glob(pattern).scanSync({ cwd: join(ROOT, name), absolute: true }));
    // Of platform only the charts are JSX.
    const drawsCharts = rooms
      .flatMap((name) => filesOf(name, "src/**/*.{ts,tsx}"))
      .some((file) => readFileSync(file, "utf8").includes('from "@aisle/platform/charts"'));
    const hasJsx = rooms.some((name) =>
      name === "platform" ? drawsCharts : filesOf(name, "src/**/*.tsx").length > 0,
    );
    expect(stage.includes("COPY tsconfig.json .\n")).toBe(hasJsx);
  });
});
