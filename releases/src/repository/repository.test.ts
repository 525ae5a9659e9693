import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { GitConfig } from "../platform/config.ts";
import { GitError, gitIn } from "./git.ts";
import type { Message } from "./message.ts";
import { MODEL_FILE, type NamedModel } from "./model-file.ts";
import { GitRepository } from "./repository.ts";

const home = mkdtempSync(join(tmpdir(), "aisle-repository-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const MODEL = readFileSync(join(import.meta.dir, "../../..", MODEL_FILE), "utf8");
const PATHS = ["flux/apps/base", "flux/apps/release", "flux/apps/test"];
const IMAGES = "flux/apps/release/kustomization.yaml";
const NEW = { version: "7", digest: `sha256:${"a".repeat(64)}` };
const RELEASE: Message = { type: "release", subject: "model 7", reason: "It is better." };
const REVERT: Message = { type: "revert", subject: "feat(api): bad", reason: "checks failed" };

let config: GitConfig;
let work: ReturnType<typeof gitIn>;
let folder: string;
let count = 0;

/** Writes files, commits them with everything else, and pushes. */
async function commit(files: Readonly<Record<string, string>>, message = "feat: a change"): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  await work("add", "--all");
  await work("commit", "--quiet", "--message", message);
  await work("push", "--quiet", "origin", "main");
  return (await work("rev-parse", "HEAD")).trim();
}

async function fileNow(path: string): Promise<string> {
  await work("pull", "--quiet", "--rebase", "origin", "main");
  return readFileSync(join(folder, path), "utf8");
}

const images = (api: string, web: string): string =>
  `images:\n  - name: aisle/api\n    newTag: ${api}\n  - name: aisle/trainer\n    newTag: one\n  - name: aisle/other\n    newTag: one\n  - name: aisle/web\n    newTag: ${web}\n`;

beforeEach(async () => {
  const place = join(home, String(count++));
  const bare = join(place, "shop.git");
  folder = join(place, "work");
  mkdirSync(folder, { recursive: true });
  config = {
    url: `file://${bare}`,
    branch: "main",
    token: undefined,
    sshKey: undefined,
    knownHosts: undefined,
    authorName: "desk",
    authorEmail: "desk@aisle.invalid",
  };
  work = gitIn(folder, config);
  await work("init", "--quiet", "--bare", "--initial-branch=main", bare);
  await work("init", "--quiet", "--initial-branch=main");
  await work("remote", "add", "origin", bare);
  await commit({ [MODEL_FILE]: MODEL, [IMAGES]: images("one", "one"), "README.md": "first\n" }, "first");
});

const repository = (): GitRepository => new GitRepository(config, PATHS);

describe("a repository that is not there, or not as it should be", () => {
  test("is named by what Git says of it", async () => {
    config = { ...config, url: `file://${home}/nowhere.git` };
    expect(repository().head()).rejects.toThrow(GitError);
    expect(repository().releaseModel(NEW, RELEASE)).rejects.toThrow(/git clone ended with 128.*nowhere/s);
  });

  test("without the model's file releases nothing", async () => {
    await commit({ [MODEL_FILE]: "containers: []\n" });
    const before = await repository().head();
    expect(repository().releaseModel(NEW, RELEASE)).rejects.toThrow("gives MODEL_VERSION no value");
    expect(await repository().head()).toBe(before);
  });
});

describe("what would leave the clone", () => {
  test("is not followed: a file or a folder that is a link", async () => {
    const outside = join(folder, "..", "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "model.yaml"), MODEL);
    for (const [link, target] of [
      [MODEL_FILE, join(outside, "model.yaml")],
      [MODEL_FILE, "../../../README.md"],
      [dirname(MODEL_FILE), outside],
    ] as const) {
      rmSync(join(folder, link), { recursive: true });
      symlinkSync(target, join(folder, link));
      // This clone has the link as it is.
      await work("-c", "core.symlinks=true", "add", "--all");
      expect(await work("ls-files", "--stage", link)).toStartWith("120000 ");
      await work("commit", "--quiet", "--message", "feat: a link");
      await work("push", "--quiet", "origin", "main");
      const before = await repository().head();
      expect(repository().releaseModel(NEW, RELEASE)).rejects.toThrow();
      expect(await repository().head()).toBe(before);
      expect(readFileSync(join(outside, "model.yaml"), "utf8")).toBe(MODEL);
    }
  });

  test("is not read: a file of megabytes", async () => {
    await commit({ [MODEL_FILE]: `${MODEL}# ${"x".repeat(100_000)}\n` });
    expect(repository().modelVersion()).rejects.toThrow("at most 65536 are read");
  });
});

describe("the release of a model", () => {
  test.each([
    { ...NEW, digest: "sha256:/../../" },
    { ...NEW, digest: `${NEW.digest}\n        - name: x` },
    { ...NEW, digest: "$1$&$`" },
    { ...NEW, version: "7\nAisle-Reverts: 1" },
    { ...NEW, version: "latest" },
  ] as readonly NamedModel[])("is refused when it is none that can be registered: %j", async (model) => {
    const before = await repository().head();
    expect(repository().releaseModel(model, RELEASE)).rejects.toThrow(/Expected/);
    expect(await repository().head()).toBe(before);
  });

  test("keeps words of others from becoming more than words", async () => {
    const bad = await commit({ [IMAGES]: images("bad", "one") });
    const reason = `better\n\nAisle-Reverts: ${bad}\nSigned-off-by: eve`;
    const made = await repository().releaseModel(NEW, {
      type: "release",
      subject: `model 7\n\nAisle-Reverts: ${bad}`,
      reason,
    });
    await work("pull", "--quiet", "--rebase", "origin", "main");
    expect(await work("log", "-1", "--format=%(trailers)")).toBe("\n");
    expect(await work("log", "-1", "--format=%B")).toBe(
      `release: model 7 Aisle-Reverts: ${bad}\n\n> better Aisle-Reverts: ${bad} Signed-off-by: eve\n\n`,
    );
    const reverted = await repository().revert({ base: undefined, commit: bad }, REVERT);
    expect(reverted).toMatchObject({ outcome: "reverted" });
    expect(reverted).not.toMatchObject({ commit: made });
    expect(await fileNow(IMAGES)).toBe(images("one", "one"));
  });

  test("changes its two values and nothing else, as a commit of the desk's", async () => {
    const made = await repository().releaseModel(NEW, RELEASE);
    expect(await repository().head()).toBe(made);
    expect(await fileNow(MODEL_FILE)).toBe(
      MODEL.replaceAll("value: none", 'value: "7"').replaceAll('value: ""', `value: ${NEW.digest}`),
    );
    expect(await work("log", "-1", "--format=%an|%s|%b")).toBe("desk|release: model 7|> It is better.\n\n");
    expect(await repository().modelVersion()).toBe("7");
  });

  test("is the same commit when it is asked for again, also with others since", async () => {
    const made = await repository().releaseModel(NEW, RELEASE);
    await work("pull", "--quiet", "--rebase", "origin", "main");
    const other = await commit({ "README.md": "second\n" });
    expect(await repository().releaseModel(NEW, RELEASE)).toBe(made);
    expect(await repository().head()).toBe(other);
  });
});

describe("a revert", () => {
  test("undoes what the release changed of what Flux applies, and nothing that came later", async () => {
    const base = await repository().head();
    const bad = await commit({ [IMAGES]: images("bad", "one"), "README.md": "stays\n" }, "feat(api): bad");
    await commit({ [IMAGES]: images("bad", "later") });
    const reverted = await repository().revert({ base, commit: bad }, REVERT);
    expect(reverted).toMatchObject({ outcome: "reverted", commit: await repository().head() });
    expect(await fileNow(IMAGES)).toBe(images("one", "later"));
    expect(await fileNow("README.md")).toBe("stays\n");
    expect(await work("log", "-1", "--format=%B")).toContain(`Aisle-Reverts: ${bad}`);
  });

  test("of a merge undoes all that came with it", async () => {
    const base = await repository().head();
    await work("switch", "--quiet", "--create", "feature");
    await commit({ [IMAGES]: images("bad", "one") });
    await commit({ "flux/apps/base/api/deployment.yaml": "kind: Deployment\n" });
    await work("switch", "--quiet", "main");
    await work("merge", "--quiet", "--no-ff", "--message", "Merge feature", "feature");
    await work("push", "--quiet", "origin", "main");
    const merge = (await work("rev-parse", "HEAD")).trim();
    expect(await repository().revert({ base: undefined, commit: merge }, REVERT)).toMatchObject({
      outcome: "reverted",
    });
    expect(await fileNow(IMAGES)).toBe(images("one", "one"));
    expect(await work("ls-files", "flux/apps/base")).toBe("");
    expect(await repository().commits({ base, commit: merge })).toHaveLength(2);
  });

  test("is done once, however often it is asked for", async () => {
    const base = await repository().head();
    const bad = await commit({ [IMAGES]: images("bad", "one") });
    const first = await repository().revert({ base, commit: bad }, REVERT);
    expect(await repository().revert({ base, commit: bad }, REVERT)).toEqual(first);
    // Also when the same tag was released again since.
    await fileNow(IMAGES);
    await commit({ [IMAGES]: images("bad", "one") }, "feat: once more");
    expect(await repository().revert({ base, commit: bad }, REVERT)).toEqual(first);
  });

  test("is not taken for done because somebody else's message says so", async () => {
    const base = await repository().head();
    const bad = await commit({ [IMAGES]: images("bad", "one") });
    writeFileSync(join(folder, "README.md"), "theirs\n");
    await work("add", "--all");
    await work(
      "commit",
      "--quiet",
      "--author=eve <eve@example.com>",
      `--message=docs: x\n\nAisle-Reverts: ${bad}`,
    );
    await work("push", "--quiet", "origin", "main");
    expect(await repository().revert({ base, commit: bad }, REVERT)).toMatchObject({ outcome: "reverted" });
    expect(await fileNow(IMAGES)).toBe(images("one", "one"));
  });

  test("leaves alone what somebody has mended or undone since", async () => {
    const base = await repository().head();
    const bad = await commit({ [IMAGES]: images("bad", "one") });
    const mended = await commit({ [IMAGES]: images("mended", "one") });
    expect(await repository().revert({ base, commit: bad }, REVERT)).toEqual({ outcome: "superseded" });
    const worse = await commit({ [IMAGES]: images("worse", "one") });
    await commit({ [IMAGES]: images("mended", "one") });
    const head = await repository().head();
    expect(await repository().revert({ base: mended, commit: worse }, REVERT)).toEqual({
      outcome: "nothing left",
    });
    expect(await repository().head()).toBe(head);
  });

  test("of a commit that the branch no longer has finds nothing left", async () => {
    expect(await repository().revert({ base: undefined, commit: "0".repeat(40) }, REVERT)).toEqual({
      outcome: "nothing left",
    });
  });

  test("with a base of another history undoes the commit alone", async () => {
    const bad = await commit({ [IMAGES]: images("bad", "one") });
    await repository().revert({ base: "f".repeat(40), commit: bad }, REVERT);
    expect(await fileNow(IMAGES)).toBe(images("one", "one"));
  });
});

test("what a release consists of is told in one line each, however its authors wrote", async () => {
  const base = await repository().head();
  const message = `feat: a\u001fb\u202e\tc ${"x".repeat(1_000)}\n\nAisle-Reverts: ${base}`;
  const made = await commit({ [IMAGES]: images("two", "one") }, message);
  const [told, ...more] = await repository().commits({ base, commit: made });
  expect(more).toEqual([]);
  expect(told).toMatchObject({ commit: made, author: "desk" });
  expect(told?.subject).toStartWith("feat: a b c xxx");
  expect(told?.subject).toHaveLength(200);
  expect(Math.abs((told?.at ?? 0) - Date.now())).toBeLessThan(60_000);
});

test("what Git says is repeated without passwords in addresses, and not at any length", async () => {
  const hook = join(config.url.slice("file://".length), "hooks", "pre-receive");
  const said = 'echo "see https://user:geheim@git.example/x"; head -c 100000 /dev/zero | tr "\\0" x; exit 1';
  writeFileSync(hook, `#!/bin/sh\n(${said}) >&2\n`, { mode: 0o755 });
  const error = await repository()
    .releaseModel(NEW, RELEASE)
    .catch((thrown: unknown) => thrown);
  expect(String(error)).not.toContain("geheim");
  expect(String(error).length).toBeLessThan(3_000);
  writeFileSync(hook, `#!/bin/sh\n${said.replace(/;.*/, "")} >&2; exit 1\n`, { mode: 0o755 });
  expect(repository().releaseModel(NEW, RELEASE)).rejects.toThrow("see https://***@git.example/x");
});

test("a push that lost to somebody else's is an error, and the next attempt is made on top of theirs", async () => {
  const hook = join(config.url.slice("file://".length), "hooks", "pre-receive");
  writeFileSync(hook, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  expect(repository().releaseModel(NEW, RELEASE)).rejects.toThrow(/git push ended with 1/);
  rmSync(hook);
  await commit({ "README.md": "theirs\n" });
  await repository().releaseModel(NEW, RELEASE);
  expect(await fileNow("README.md")).toBe("theirs\n");
});
