// A checkout of a few files for the tests of scripts that read and write what is released.
import { program, ROOT } from "@aisle/testcluster";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Checkout {
  /** Runs one of its scripts; `input` is its stdin. */
  script(name: string, args?: readonly string[], input?: string): { code: number; out: string; err: string };
  write(path: string, text: string): void;
  git(...args: readonly string[]): Promise<string>;
  /** Commits everything and returns the commit. */
  commit(message: string): Promise<string>;
}

/** With the project's scripts and flux/apps/release, committed on `develop`. */
export async function makeCheckout(folder: string): Promise<Checkout> {
  for (const path of ["scripts", "flux/apps/release"])
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  const git = (...args: readonly string[]) =>
    program(["git", "-C", folder, "-c", "user.name=test", "-c", "user.email=test@example.org", ...args]);
  const checkout: Checkout = {
    script(name, args = [], input = "") {
      const { exitCode, stdout, stderr } = Bun.spawnSync([join(folder, "scripts", name), ...args], {
        stdin: Buffer.from(input),
      });
      return { code: exitCode, out: stdout.toString(), err: stderr.toString() };
    },
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    git,
    async commit(message) {
      await git("add", "--all");
      await git("commit", "--quiet", "--message", message);
      return (await git("rev-parse", "HEAD")).trim();
    },
  };
  await git("init", "--quiet", "--initial-branch=develop");
  await checkout.commit("feat: a shop");
  return checkout;
}
