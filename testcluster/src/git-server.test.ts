import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { program } from "./program.ts";
import { until } from "./until.ts";

const folder = mkdtempSync(join(tmpdir(), "aisle-git-"));
const port = freePort();
const url = `http://127.0.0.1:${port}`;
let server: Bun.Subprocess;

beforeAll(async () => {
  await program(["git", "init", "--quiet", "--bare", "--initial-branch=main", join(folder, "shop.git")]);
  await program(["git", "-C", join(folder, "shop.git"), "config", "http.receivepack", "true"]);
  server = Bun.spawn([
    process.execPath,
    join(import.meta.dir, "git-server.step.ts"),
    folder,
    "127.0.0.1",
    String(port),
  ]);
  await until("the server answers", 10_000, () =>
    fetch(url).then(
      () => true,
      () => false,
    ),
  );
});
afterAll(async () => {
  server.kill();
  await server.exited;
  rmSync(folder, { recursive: true, force: true });
});

test("what is pushed by HTTP is what the next clone holds", async () => {
  const copy = join(folder, "copy");
  const git = (...args: string[]) =>
    program(["git", "-C", copy, "-c", "user.name=test", "-c", "user.email=test@aisle.local", ...args]);
  await program(["git", "clone", "--quiet", `${url}/shop.git`, copy]);
  writeFileSync(join(copy, "file"), "one\n");
  await git("add", "--all");
  await git("commit", "--quiet", "--message=one");
  await git("push", "--quiet", "origin", "HEAD:main");
  await program(["git", "clone", "--quiet", `${url}/shop.git`, join(folder, "other")]);
  expect(await Bun.file(join(folder, "other", "file")).text()).toBe("one\n");
});

test("a repository that is not there is told", async () => {
  const error = await program(["git", "clone", "--quiet", `${url}/none.git`, join(folder, "none")]).catch(
    (thrown: unknown) => thrown,
  );
  expect(String(error)).toContain("not found");
});
