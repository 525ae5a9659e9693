import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathInside, printable, readBounded, redactUrls } from "./index.ts";

const home = mkdtempSync(join(tmpdir(), "aisle-platform-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("a path of a name from outside", () => {
  test.each(["", ".", "..", "../x", "a/../..", "/etc/passwd", "../models"])("is refused for %j", (name) =>
    expect(() => pathInside("/srv/models", name)).toThrow("leads out of /srv/models"),
  );
  test.each(["v1", "a/b", "..a", "a/../b"])("lies in the folder for %j", (name) =>
    expect(pathInside("/srv/models", name)).toStartWith("/srv/models/"),
  );
});

describe("a bounded read", () => {
  test("refuses a device, a FIFO and a folder at once", async () => {
    const fifo = join(home, "fifo");
    expect(Bun.spawnSync(["mkfifo", fifo]).exitCode).toBe(0);
    symlinkSync("/dev/zero", join(home, "zero"));
    for (const path of ["/dev/zero", join(home, "zero"), fifo, home])
      expect(readBounded(path, 10)).rejects.toThrow();
  });

  test("refuses a file of more bytes and reads one of as many", async () => {
    const path = join(home, "file");
    writeFileSync(path, "0123456789");
    expect((await readBounded(path, 10)).toString()).toBe("0123456789");
    expect(readBounded(path, 9)).rejects.toThrow("at most 9 are read");
  });

  test("passes the error of a file that is not there", () => {
    expect(readBounded(join(home, "nowhere"), 10)).rejects.toThrow("ENOENT");
  });
});

test("a program that keeps its files private makes files and folders that nobody else can read", () => {
  const script = `import { keepFilesPrivate } from ${JSON.stringify(join(import.meta.dir, "index.ts"))};
    import { mkdirSync, writeFileSync } from "node:fs";
    keepFilesPrivate();
    mkdirSync("folder");
    writeFileSync("folder/file", "");
    Bun.spawnSync(["touch", "folder/of-a-child"]);`;
  expect(Bun.spawnSync([process.execPath, "-e", script], { cwd: home }).exitCode).toBe(0);
  const mode = (name: string) => statSync(join(home, name)).mode % 0o1000;
  expect(["folder", "folder/file", "folder/of-a-child"].map(mode)).toEqual([0o700, 0o600, 0o600]);
});

describe("a text with addresses", () => {
  test.each([
    ["cannot reach http://user:p@ss@mlflow:5000/x", "cannot reach http://***@mlflow:5000/x"],
    ["https://token@github.com/a.git and ssh://git@host", "https://***@github.com/a.git and ssh://***@host"],
    ["postgres+x://u:p@h/d?a=b@c", "postgres+x://***@h/d?a=b@c"],
  ])("loses their secrets: %s", (text, redacted) => expect(redactUrls(text)).toBe(redacted));

  test.each(["http://mlflow:5000/a@b", "mail to a@b", "no address"])("keeps the rest: %s", (text) =>
    expect(redactUrls(text)).toBe(text),
  );
});

describe("a text that is shown in a terminal", () => {
  test.each([
    ["\u001b[2Jgone\u0007", " [2Jgone "],
    ["\u009b31m\u007f", " 31m "],
    ["abc\u202efed\u2066\u2028\r", "abc fed   "],
  ])("does not steer it: %j", (text, shown) => expect(printable(text)).toBe(shown));
  test.each(["two\nlines\tand a tab", "“ä” 👩‍💻 é"])("is shown as it is: %j", (text) =>
    expect(printable(text)).toBe(text),
  );
});
