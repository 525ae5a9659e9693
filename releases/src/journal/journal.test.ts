import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal } from "./journal.ts";

const home = mkdtempSync(join(tmpdir(), "aisle-journal-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
let count = 0;
const file = (): string => join(home, `${count++}.db`);

const BEGUN = {
  spec: "abc",
  from: { image: "aisle/api:1", model: undefined },
  to: { image: "aisle/api:2", model: { version: "3", digest: "sha256:00" } },
  commit: undefined,
  base: undefined,
  startedAt: 1_000,
};

test("a file that is no journal, or a newer desk's, is refused and left as it is", () => {
  const rubbish = file();
  writeFileSync(rubbish, "rubbish ".repeat(1_000));
  expect(() => new Journal(rubbish)).toThrow("not a database");
  const newer = file();
  const db = new Database(newer);
  db.run("PRAGMA user_version = 99");
  db.close();
  expect(() => new Journal(newer)).toThrow("newer release desk");
});

test("two desks cannot have the same journal", () => {
  const shared = file();
  const journal = new Journal(shared);
  expect(() => new Journal(shared)).toThrow("only one may decide at a time");
  journal.close();
  new Journal(shared).close();
});

test("what is known outlives the desk", () => {
  const path = file();
  const before = new Journal(path);
  const { id } = before.open(BEGUN);
  before.addTasks(id, ["revert", "tag", "revert"]);
  before.addDetails(id, { revert: "superseded" });
  before.addDetails(id, { gate: { reason: "better", mode: "served" } });
  before.addSample(id, { at: 2_000, phase: "Progressing", weight: 25, failedChecks: 0 });
  before.wantStopped(id, "first");
  before.wantStopped(id, "second");
  before.setNote("ending", "Failed@1");
  before.close();

  const journal = new Journal(path);
  expect(journal.openRelease()).toMatchObject({
    id,
    spec: "abc",
    from: { image: "aisle/api:1" },
    to: BEGUN.to,
    stopReason: "first",
    details: { revert: "superseded", gate: { reason: "better", mode: "served" } },
  });
  expect(journal.pendingTasks().map(({ kind }) => kind)).toEqual(["revert", "tag"]);
  expect(journal.samples(id)).toEqual([{ at: 2_000, phase: "Progressing", weight: 25, failedChecks: 0 }]);
  expect(journal.note("ending")).toBe("Failed@1");
  journal.end(id, { endedAt: 3_000, verdict: "rolled back", reason: "first" });
  expect(journal.openRelease()).toBeUndefined();
  expect(journal.countOf("rolled back")).toBe(1);
  journal.close();
});

test("what is half done is not done", () => {
  const journal = new Journal(file());
  expect(() =>
    journal.transaction(() => {
      journal.open(BEGUN);
      throw new Error("in the middle");
    }),
  ).toThrow("in the middle");
  expect(journal.releases(10)).toEqual([]);
  journal.close();
});

test("what is heard on two ways is kept once, what is said twice twice", () => {
  const journal = new Journal(file());
  const said = { by: "Flagger" as const, isWarning: true, message: "Halt" };
  for (const at of [10_000, 10_900, 20_000]) journal.say({ ...said, at });
  expect(journal.said(0, 30_000).map(({ at }) => at)).toEqual([10_000, 20_000]);
  expect(journal.said(10_001, 20_000)).toHaveLength(1);
  journal.close();
});
