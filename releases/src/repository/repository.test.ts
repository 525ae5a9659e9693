import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { GitConfig } from "../platform/config.ts";
import { GitError, gitIn } from "./git.ts";
import { MODEL_FILE } from "./model-file.ts";
import { GitRepository } from "./repository.ts";

const home = mkdtempSync(join(tmpdir(), "aisle-repository-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const MODEL = `containers:
  - name: api
    env:
      # Kept.
      - name: MODEL_VERSION
        value: none
      - name: MODEL_DIGEST
        value: ""
`;
const PATHS = ["flux/apps/base", "flux/apps/release", "flux/apps/test"];
const IMAGES = "flux/apps/release/kustomization.yaml";
const NEW = { version: "7", digest: `sha256:${"a".repeat(64)}` };

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
    expect(repository().releaseModel(NEW, "release")).rejects.toThrow(/git clone ended with 128.*nowhere/s);
  });

  test("without the model's file releases nothing", async () => {
    await commit({ [MODEL_FILE]: "containers: []\n" });
    const before = await repository().head();
    expect(repository().releaseModel(NEW, "release")).rejects.toThrow("gives MODEL_VERSION no value");
    expect(await repository().head()).toBe(before);
  });
});

describe("the release of a model", () => {
  test("changes its two values and nothing else, as a commit of the desk's", async () => {
    const made = await repository().releaseModel(NEW, "release: model 7\n\nIt is better.");
    expect(await repository().head()).toBe(made);
    expect(await fileNow(MODEL_FILE)).toBe(
      MODEL.replace("value: none", 'value: "7"').replace('value: ""', `value: ${NEW.digest}`),
    );
    expect(await work("log", "-1", "--format=%an|%s|%b")).toBe("desk|release: model 7|It is better.\n\n");
    expect(await repository().modelVersion()).toBe("7");
  });

  test("is the same commit when it is asked for again, also with others since", async () => {
    const made = await repository().releaseModel(NEW, "release: model 7");
    await work("pull", "--quiet", "--rebase", "origin", "main");
    const other = await commit({ "README.md": "second\n" });
    expect(await repository().releaseModel(NEW, "release: model 7")).toBe(made);
    expect(await repository().head()).toBe(other);
  });
});

describe("a revert", () => {
  test("undoes what the release changed of what Flux applies, and nothing that came later", async () => {
    const base = await repository().head();
    const bad = await commit({ [IMAGES]: images("bad", "one"), "README.md": "stays\n" }, "feat(api): bad");
    await commit({ [IMAGES]: images("bad", "later") });
    const reverted = await repository().revert({ base, commit: bad }, "revert: feat(api): bad");
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
    expect(await repository().revert({ base: undefined, commit: merge }, "revert")).toMatchObject({
      outcome: "reverted",
    });
    expect(await fileNow(IMAGES)).toBe(images("one", "one"));
    expect(await work("ls-files", "flux/apps/base")).toBe("");
    expect(await repository().commits({ base, commit: merge })).toHaveLength(2);
  });

  test("is done once, however often it is asked for", async () => {
    const base = await repository().head();
    const bad = await commit({ [IMAGES]: images("bad", "one") });
    const first = await repository().revert({ base, commit: bad }, "revert");
    expect(await repository().revert({ base, commit: bad }, "revert")).toEqual(first);
    // Also when the same tag was released again since.
    await fileNow(IMAGES);
    await commit({ [IMAGES]: images("bad", "one") }, "feat: once more");
    expect(await repository().revert({ base, commit: bad }, "revert")).toEqual(first);
  });

  test("leaves alone what somebody has mended or undone since", async () => {
    const base = await repository().head();
    const bad = await commit({ [IMAGES]: images("bad", "one") });
    const mended = await commit({ [IMAGES]: images("mended", "one") });
    expect(await repository().revert({ base, commit: bad }, "revert")).toEqual({ outcome: "superseded" });
    const worse = await commit({ [IMAGES]: images("worse", "one") });
    await commit({ [IMAGES]: images("mended", "one") });
    const head = await repository().head();
    expect(await repository().revert({ base: mended, commit: worse }, "revert")).toEqual({
      outcome: "nothing left",
    });
    expect(await repository().head()).toBe(head);
  });

  test("of a commit that the branch no longer has finds nothing left", async () => {
    expect(await repository().revert({ base: undefined, commit: "0".repeat(40) }, "revert")).toEqual({
      outcome: "nothing left",
    });
  });

  test("with a base of another history undoes the commit alone", async () => {
    const bad = await commit({ [IMAGES]: images("bad", "one") });
    await repository().revert({ base: "f".repeat(40), commit: bad }, "revert");
    expect(await fileNow(IMAGES)).toBe(images("one", "one"));
  });
});

test("a push that lost to somebody else's is an error, and the next attempt is made on top of theirs", async () => {
  const hook = join(config.url.slice("file://".length), "hooks", "pre-receive");
  writeFileSync(hook, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  expect(repository().releaseModel(NEW, "release")).rejects.toThrow(/git push ended with 1/);
  rmSync(hook);
  await commit({ "README.md": "theirs\n" });
  await repository().releaseModel(NEW, "release");
  expect(await fileNow("README.md")).toBe("theirs\n");
});
