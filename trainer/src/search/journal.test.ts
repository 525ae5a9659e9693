import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "./journal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the search's journal", () => {
  test("says so when it cannot be written", () => {
    expect(() => openJournal(join(folder, "missing", "search.ndjson")).set("a", 1)).toThrow("ENOENT");
  });

  test("is empty when something without end is in its place", () => {
    const path = join(folder, "search.ndjson");
    symlinkSync("/dev/zero", path);
    expect(openJournal(path).get("a")).toBeUndefined();
  });

  test("passes over lines that are not its own", () => {
    const path = join(folder, "search.ndjson");
    writeFileSync(path, 'rubbish\n{"key":"a"}\n{"key":"b","ndcg":0.2}\n');
    const journal = openJournal(path);
    expect([journal.get("a"), journal.get("b")]).toEqual([undefined, 0.2]);
  });

  test("knows what was measured before, and keeps what comes after a line that was cut off", () => {
    const path = join(folder, "search.ndjson");
    openJournal(path).set("a", 0.1);
    appendFileSync(path, '\n{"key":"b","nd');
    const second = openJournal(path);
    expect([second.get("a"), second.get("b")]).toEqual([0.1, undefined]);
    second.set("b", 0.3);
    const third = openJournal(path);
    expect([third.get("a"), third.get("b")]).toEqual([0.1, 0.3]);
  });
});
