// The repositories that Flux follows on the test cluster, and commits to them.
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startDaemon, stopDaemon } from "./daemons.ts";
import { FLAGGER, sourceOf } from "./modules.ts";
import { BIN, KEYS, NODE_IP, PORTS, ROOT, STATE } from "./place.ts";
import { program } from "./program.ts";

const repositories = join(STATE, "git");
const FLAGGER_TAG = "v1.44.0";

export const GIT_URL = `http://${NODE_IP}:${PORTS.git}`;

/** A working copy of the delivery repository; `develop` and `main` hold this checkout's `flux/` at first. */
export interface Delivery {
  /** Absolute path of the working copy. */
  readonly folder: string;
  readonly git: (...args: readonly string[]) => Promise<string>;
  /** Puts the working copy on the newest commit of a branch. */
  readonly checkOut: (branch: string) => Promise<void>;
  /** Commits what was changed in the working copy and pushes it; returns the commit. */
  readonly commit: (message: string) => Promise<string>;
}

/** Serves the repositories; makes them when they are not there. */
export async function startGit(): Promise<Delivery> {
  mkdirSync(repositories, { recursive: true });
  const folder = join(STATE, "delivery");
  const git = gitIn(folder);
  if (!existsSync(join(repositories, "flagger.git"))) await publishFlagger();
  if (!existsSync(join(repositories, "aisle.git"))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await git("init", "--quiet", "--initial-branch=main");
    cpSync(join(ROOT, "flux"), join(folder, "flux"), { recursive: true });
    await makeSecrets(folder);
    await git("add", "--all");
    await git("commit", "--quiet", "--message=chore: the state of the checkout");
    await git("branch", "develop");
    await makeBare("aisle");
    await git("remote", "add", "origin", join(repositories, "aisle.git"));
    await git("push", "--quiet", "origin", "main", "develop");
  }
  const step = join(import.meta.dir, "git-server.step.ts");
  startDaemon("git", [process.execPath, step, repositories, NODE_IP, String(PORTS.git)]);
  return {
    folder,
    git,
    async checkOut(branch) {
      await git("fetch", "--quiet", "origin");
      await git("switch", "--quiet", "--force-create", branch, `origin/${branch}`);
    },
    async commit(message) {
      await git("add", "--all");
      await git("commit", "--quiet", `--message=${message}`);
      await git("push", "--quiet", "origin", "HEAD");
      return (await git("rev-parse", "HEAD")).trim();
    },
  };
}

/** Nobody reaches the repositories until they are served again. */
export const stopGit = (): Promise<void> => stopDaemon("git");

/** As a person makes those of a cluster: its key, and passwords that are encrypted for it. */
async function makeSecrets(folder: string): Promise<void> {
  cpSync(join(ROOT, "scripts/secrets"), join(folder, "scripts/secrets"));
  const env = { AISLE_KEYS: KEYS, PATH: `${BIN}:${process.env["PATH"] ?? ""}` };
  for (const command of ["key", "create"])
    await program([join(folder, "scripts/secrets"), command, "test"], { env });
}

/** Flagger's own repository, as far as Flux reads it, from the module that the program is built from. */
async function publishFlagger(): Promise<void> {
  const folder = join(STATE, "flagger");
  const path = "kustomize/base/flagger";
  const git = gitIn(folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, path), { recursive: true });
  cpSync(join(await sourceOf(FLAGGER), path), join(folder, path), { recursive: true });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", `--message=${FLAGGER_TAG}`);
  await git("tag", FLAGGER_TAG);
  await makeBare("flagger");
  await git("push", "--quiet", join(repositories, "flagger.git"), "main", FLAGGER_TAG);
}

async function makeBare(name: string): Promise<void> {
  const bare = join(repositories, `${name}.git`);
  await program(["git", "init", "--quiet", "--bare", "--initial-branch=main", bare]);
  await program(["git", "-C", bare, "config", "http.receivepack", "true"]);
}

const gitIn =
  (folder: string) =>
  (...args: readonly string[]): Promise<string> => {
    const identity = [
      "-c",
      "user.name=test",
      "-c",
      "user.email=test@aisle.local",
      "-c",
      "commit.gpgsign=false",
    ];
    return program(["git", "-C", folder, ...identity, ...args]);
  };
