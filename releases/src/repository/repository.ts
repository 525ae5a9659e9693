// The repository that Flux follows: what is released there, and what is taken back.
import { readBounded } from "@aisle/platform";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import type { GitConfig } from "../platform/config.ts";
import { oneLine } from "../platform/one-line.ts";
import { type Git, GitError, gitIn } from "./git.ts";
import { type Message, REVERTS, textOf } from "./message.ts";
import {
  MAX_MODEL_FILE_BYTES,
  MODEL_FILE,
  modelVersionIn,
  type NamedModel,
  withModel,
} from "./model-file.ts";

const CommitId = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, "a commit's id"));
const MAX_WORDS = 200;
const words = v.pipe(
  v.string(),
  v.transform((text) => oneLine(text, MAX_WORDS)),
);
const CommitSchema = v.object({
  commit: CommitId,
  subject: words,
  author: words,
  /** Unix milliseconds. */
  at: v.pipe(
    v.string(),
    v.regex(/^\d{1,12}$/),
    v.transform((seconds) => 1_000 * Number(seconds)),
  ),
});
export type Commit = Readonly<v.InferOutput<typeof CommitSchema>>;

/** The commits of a release: all after `base`, up to `commit`. */
export interface Range {
  /** Undefined: only `commit`. */
  readonly base: string | undefined;
  readonly commit: string;
}

const RangeSchema = v.object({ base: v.optional(CommitId), commit: CommitId });

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
  releaseModel(model: NamedModel, message: Message): Promise<string>;
  /** The version that the branch names now. */
  modelVersion(): Promise<string>;
  /** Undoes what a release changed of what Flux applies, and nothing that came later. */
  revert(range: Range, message: Message): Promise<Reverted>;
  /** What a release consists of, the newest first. */
  commits(range: Range): Promise<readonly Commit[]>;
}

const MAX_COMMITS = 20;
/** Commits that Aisle's own files came with are never taken back further than their own first parent. */
const FIRST_PARENT = "^1";

/**
 * Works on a fresh clone each time, so that there is no state to go wrong: releases are few, and the repository is small.
 * Every method may be repeated after a fault. All throw `GitError`, for a push that lost to somebody else's, too,
 * and `Error` for a repository or a range that is not as it must be.
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
    return v.parse(CommitId, said.split("\t")[0]);
  }

  modelVersion(): Promise<string> {
    return this.#inClone(async (_, folder) => modelVersionIn(await modelFileIn(folder)));
  }

  releaseModel(model: NamedModel, message: Message): Promise<string> {
    return this.#inClone(async (git, folder) => {
      const text = await modelFileIn(folder);
      const wanted = withModel(text, model);
      if (text === wanted) return (await git("log", "-1", "--format=%H", "--", MODEL_FILE)).trim();
      await Bun.write(join(folder, MODEL_FILE), wanted);
      await git("add", "--", MODEL_FILE);
      return await this.#commit(git, textOf(message));
    });
  }

  revert(given: Range, message: Message): Promise<Reverted> {
    return this.#inClone(async (git, folder): Promise<Reverted> => {
      const range = v.parse(RangeSchema, given);
      if (!(await isAncestor(git, range.commit, "HEAD"))) return { outcome: "nothing left" };
      const base = await baseOf(git, range);
      const done = await this.#revertOf(git, range.commit);
      if (done !== undefined) return { outcome: "reverted", commit: done };
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
        commit: await this.#commit(git, textOf(message, range.commit)),
      };
    });
  }

  commits(given: Range): Promise<readonly Commit[]> {
    return this.#inClone(async (git) => {
      const range = v.parse(RangeSchema, given);
      const base = await baseOf(git, range);
      const found = await records(
        git,
        ["%H", "%s", "%an", "%ct"],
        [`-${MAX_COMMITS}`, `${base}..${range.commit}`, "--", ...this.paths],
      );
      return found.map(([commit, subject, author, at]) =>
        v.parse(CommitSchema, { commit, subject, author, at }),
      );
    });
  }

  /** The desk's own commit that took this one back; what others write in their messages is none. */
  async #revertOf(git: Git, commit: string): Promise<string | undefined> {
    const trailers = `%(trailers:key=${REVERTS},valueonly,separator=%x2C)`;
    const since = await records(git, ["%H", "%ae", trailers], [`${commit}..HEAD`]);
    const done = since.find(
      ([, author, reverts]) => author === this.config.authorEmail && reverts?.split(",").includes(commit),
    );
    return done && v.parse(CommitId, done[0]);
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

/** Commits of the history, the newest first, as these fields of git's formats. No message can hold what parts them. */
async function records(
  git: Git,
  fields: readonly string[],
  args: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const said = await git("log", "-z", `--format=${fields.join("%x00")}`, ...args);
  const all = said.split("\u0000");
  const count = Math.floor(all.length / fields.length);
  return Array.from({ length: count }, (_, at) => all.slice(at * fields.length, (at + 1) * fields.length));
}

/** Throws unless the file is one, of a size that it can have, and in the clone: not behind a link. */
async function modelFileIn(folder: string): Promise<string> {
  const path = join(await realpath(folder), MODEL_FILE);
  if ((await realpath(path)) !== path) throw new Error(`${MODEL_FILE} leads elsewhere by a link`);
  return (await readBounded(path, MAX_MODEL_FILE_BYTES)).toString("utf8");
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
async function baseOf(git: Git, { base, commit }: v.InferOutput<typeof RangeSchema>): Promise<string> {
  const isUsable = base !== undefined && base !== commit && (await isAncestor(git, base, commit));
  return isUsable ? base : `${commit}${FIRST_PARENT}`;
}
