// The repository that Flux follows: what is released there, and what is taken back.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GitConfig } from "../platform/config.ts";
import { type Git, GitError, gitIn } from "./git.ts";
import { MODEL_FILE, modelVersionIn, type NamedModel, withModel } from "./model-file.ts";

export interface Commit {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  /** Unix milliseconds. */
  readonly at: number;
}

/** The commits of a release: all after `base`, up to `commit`. */
export interface Range {
  /** Undefined: only `commit`. */
  readonly base: string | undefined;
  readonly commit: string;
}

export type Reverted =
  | { readonly outcome: "reverted"; readonly commit: string }
  /** Somebody did it before, or the branch has moved on: nothing of the release is left there. */
  | { readonly outcome: "nothing left" }
  /** Later commits changed the same lines: what they say stands. */
  | { readonly outcome: "superseded" };

export interface Repository {
  /** The branch's newest commit. */
  head(): Promise<string>;
  /** Names the model in the file that Flux applies; returns the commit that does, which may be there already. */
  releaseModel(model: NamedModel, message: string): Promise<string>;
  /** The version that the branch names now. */
  modelVersion(): Promise<string>;
  /** Undoes what a release changed of what Flux applies, and nothing that came later. */
  revert(range: Range, message: string): Promise<Reverted>;
  /** What a release consists of, the newest first. */
  commits(range: Range): Promise<readonly Commit[]>;
}

/** In a commit's message: which release's commit it takes back. */
const TRAILER = "Aisle-Reverts";
const MOST_COMMITS = 20;
/** Commits that Aisle's own files came with are never taken back further than their own first parent. */
const FIRST_PARENT = "^1";

/**
 * Works on a fresh clone each time, so that there is no state to go wrong: releases are few, and the repository is small.
 * Every method may be repeated after a fault. All throw `GitError`; a push that lost to somebody else's is one, too.
 */
export class GitRepository implements Repository {
  /** `paths`: what of the repository a release consists of. */
  constructor(
    private readonly config: GitConfig,
    private readonly paths: readonly string[],
  ) {}

  async head(): Promise<string> {
    const { url, branch } = this.config;
    const said = await gitIn(tmpdir(), this.config)("ls-remote", "--exit-code", url, `refs/heads/${branch}`);
    return said.split("\t")[0]!;
  }

  modelVersion(): Promise<string> {
    return this.#inClone(async (_, folder) =>
      modelVersionIn(await Bun.file(join(folder, MODEL_FILE)).text()),
    );
  }

  releaseModel(model: NamedModel, message: string): Promise<string> {
    return this.#inClone(async (git, folder) => {
      const file = join(folder, MODEL_FILE);
      const text = await Bun.file(file).text();
      const wanted = withModel(text, model);
      if (text === wanted) return (await git("log", "-1", "--format=%H", "--", MODEL_FILE)).trim();
      await Bun.write(file, wanted);
      await git("add", "--", MODEL_FILE);
      return await this.#commit(git, message);
    });
  }

  revert(range: Range, message: string): Promise<Reverted> {
    return this.#inClone(async (git, folder): Promise<Reverted> => {
      if (!(await isAncestor(git, range.commit, "HEAD"))) return { outcome: "nothing left" };
      const base = await baseOf(git, range);
      const since = await git(
        "log",
        "--format=%H %(trailers:key=Aisle-Reverts,valueonly,separator=%x2C)",
        `${range.commit}..HEAD`,
      );
      const done = since.split("\n").find((line) => line.split(" ")[1]?.split(",").includes(range.commit));
      if (done !== undefined) return { outcome: "reverted", commit: done.split(" ")[0]! };
      const patch = join(folder, ".git", "release.patch");
      await git("diff", "--binary", `--output=${patch}`, base, range.commit, "--", ...this.paths);
      if (Bun.file(patch).size === 0) return { outcome: "nothing left" };
      try {
        await git("apply", "--reverse", "--3way", "--index", patch);
      } catch (error) {
        if (error instanceof GitError) return { outcome: "superseded" };
        throw error;
      }
      if ((await git("diff", "--cached", "--name-only")).trim() === "") return { outcome: "nothing left" };
      return {
        outcome: "reverted",
        commit: await this.#commit(git, `${message}\n\n${TRAILER}: ${range.commit}`),
      };
    });
  }

  commits(range: Range): Promise<readonly Commit[]> {
    return this.#inClone(async (git) => {
      const base = await baseOf(git, range);
      const format = "--format=%H%x1f%s%x1f%an%x1f%ct";
      const said = await git(
        "log",
        `-${MOST_COMMITS}`,
        format,
        `${base}..${range.commit}`,
        "--",
        ...this.paths,
      );
      return said
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => {
          const [commit = "", subject = "", author = "", seconds = "0"] = line.split("\u001F");
          return { commit, subject, author, at: 1_000 * Number(seconds) };
        });
    });
  }

  async #inClone<T>(work: (git: Git, folder: string) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), "aisle-release-"));
    try {
      const { url, branch } = this.config;
      const git = gitIn(folder, this.config);
      await git("clone", "--quiet", "--single-branch", "--branch", branch, url, ".");
      return await work(git, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #commit(git: Git, message: string): Promise<string> {
    await git("commit", "--quiet", "--message", message);
    await git("push", "--quiet", "origin", `HEAD:refs/heads/${this.config.branch}`);
    return (await git("rev-parse", "HEAD")).trim();
  }
}

const isAncestor = async (git: Git, commit: string, of: string): Promise<boolean> =>
  await git("merge-base", "--is-ancestor", commit, of).then(
    () => true,
    (error: unknown) => {
      if (error instanceof GitError) return false;
      throw error;
    },
  );

/** A base that the commit does not build on, after a rewritten history, is none. */
async function baseOf(git: Git, { base, commit }: Range): Promise<string> {
  const isUsable = base !== undefined && base !== commit && (await isAncestor(git, base, commit));
  return isUsable ? base : `${commit}${FIRST_PARENT}`;
}
