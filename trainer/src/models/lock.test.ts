import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BusyError, lockHome } from "./lock.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "aisle-lock-"));
});
afterEach(() => rm(home, { recursive: true }));

test("a second command is refused while the first one is at work, and may begin when it is done", () => {
  {
    using _ = lockHome(home);
    expect(() => lockHome(home)).toThrow(BusyError);
  }
  using _ = lockHome(home);
});

test("a command that was killed leaves no lock behind", async () => {
  const script = join(home, "hold.ts");
  const lock = JSON.stringify(join(import.meta.dir, "lock.ts"));
  await writeFile(
    script,
    `import { lockHome } from ${lock};
     const held = lockHome(${JSON.stringify(home)});
     console.log("held");
     setInterval(() => held, 1000);`,
  );
  const holder = Bun.spawn([process.execPath, script], { stdout: "pipe" });
  await holder.stdout.getReader().read();
  expect(() => lockHome(home)).toThrow("is at work in");
  holder.kill("SIGKILL");
  await holder.exited;
  using _ = lockHome(home);
});

test("the folder is made when it is not there", () => {
  using _ = lockHome(join(home, "new"));
  expect(() => lockHome(join(home, "new"))).toThrow(BusyError);
});

test("a lock that cannot be made is another error", async () => {
  await mkdir(join(home, "champion.lock"));
  expect(() => lockHome(home)).toThrow("unable to open database file");
});
