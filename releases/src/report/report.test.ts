import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal } from "../journal/journal.ts";
import type { Release } from "../journal/types.ts";
import { markdownOf } from "./markdown.ts";
import { reportOf } from "./report.ts";
import { reportRoutes } from "./routes.tsx";

const home = mkdtempSync(join(tmpdir(), "aisle-report-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const BEGAN = Date.parse("2026-11-24T04:00:00Z");
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
let count = 0;
let journal: Journal;
let release: Release;

beforeEach(() => {
  journal = new Journal(join(home, `${count++}.db`));
  release = journal.open({
    spec: "b",
    from: { image: "aisle/api:one", model: { version: "1", digest: digest("1") } },
    to: { image: "aisle/api:one", model: { version: "2", digest: digest("2") } },
    commit: "c".repeat(40),
    base: undefined,
    startedAt: BEGAN,
  });
});

const reload = (): Release => {
  release = journal.release(release.id)!;
  return release;
};
const say = (seconds: number, message: string, isWarning = false): void =>
  journal.say({ at: BEGAN + 1_000 * seconds, by: "Flagger", isWarning, message });

/** As a model that customers clicked less on would leave it. */
function rolledBack(): Release {
  journal.addDetails(release.id, {
    checks: [
      { name: "request-success-rate", min: 99 },
      { name: "request-duration", max: 100 },
    ],
    commits: [
      { commit: "c".repeat(40), subject: "release: model 2 | <b>now</b>", author: "desk", at: BEGAN },
    ],
    gate: {
      reason: "better than champion v1: NDCG@10 +0.0263",
      mode: "served",
      challenger: 0.06,
      champion: 0.04,
    },
    revert: "d".repeat(40),
  });
  for (const [at, weight] of [25, 25, 50].entries())
    journal.addSample(release.id, {
      at: BEGAN + 10_000 * (at + 1),
      phase: "Progressing",
      weight,
      failedChecks: 0,
      canary: {
        requests: 100 * (at + 1),
        errors: 1,
        p99Ms: 12,
        lists: 1_000 * (at + 1),
        clicks: 100 * (at + 1),
      },
      primary: {
        requests: 300 * (at + 1),
        errors: 0,
        p99Ms: 11,
        lists: 2_000 * (at + 1),
        clicks: 400 * (at + 1),
      },
      checks: { "request-success-rate": 99.5, "request-duration": 12 },
    });
  say(0, "New revision detected! Scaling up api.aisle");
  for (const seconds of [10, 20, 30])
    say(seconds, "Rollback hook release-desk-rollback not signaling a rollback");
  say(
    32,
    `Prometheus query failed: running query failed: request failed: Get "http://p/?query=up": refused`,
    true,
  );
  say(35, "Rolling back api.aisle manual webhook invoked", true);
  journal.wantStopped(release.id, "click-through 10.0% of 3000 lists, 20.0% of the primary's 6000");
  journal.end(release.id, {
    endedAt: BEGAN + 40_000,
    verdict: "rolled back",
    reason: "click-through 10.0% of 3000 lists, 20.0% of the primary's 6000",
  });
  journal.addTasks(release.id, ["revert", "tag"]);
  const [revert] = journal.pendingTasks();
  journal.taskDone(revert!.id, BEGAN + 41_000);
  journal.taskFailed(journal.pendingTasks()[0]!.id, "MLflow is down");
  return reload();
}

const get = async (path: string): Promise<{ status: number; text: string; type: string | null }> => {
  const routes = reportRoutes({
    journal,
    desk: { troubles: new Map([["MLflow", "it is <down>"]]), waitsFor: "a challenger" },
    environment: "test",
    addressOf: () => undefined,
    clock: () => BEGAN + 60_000,
  });
  const response = await routes.handle(new Request(`http://releases${path}`));
  return { status: response.status, text: await response.text(), type: response.headers.get("content-type") };
};

describe("a report", () => {
  test("has what changed, what was measured, what was said, and what was done", () => {
    const report = reportOf(journal, rolledBack(), "test", BEGAN + 60_000);
    expect(report).toMatchObject({
      title: "model 2",
      verdict: "rolled back",
      seconds: 40,
      changesModel: true,
      weights: [25, 50],
      canary: { requests: 300, lists: 3_000 },
      clickThrough: { canary: 0.1, primary: 0.2, isWorse: true },
      tasks: [
        { kind: "revert", isDone: true },
        { kind: "tag", isDone: false, error: "MLflow is down" },
      ],
    });
    expect(report.checks[0]?.values).toEqual([10, 20, 30].map((seconds) => ({ seconds, value: 99.5 })));
    expect(report.timeline.map(({ seconds, message }) => `${seconds} ${message}`)).toEqual([
      "0 New revision detected! Scaling up api.aisle",
      "32 Prometheus query failed: running query failed: refused",
      "35 Rolling back api.aisle manual webhook invoked",
    ]);
  });

  test("of a release that has just begun has nothing to show, and says so", async () => {
    const report = reportOf(journal, release, "test", BEGAN + 1_000);
    expect(report).toMatchObject({ verdict: "running", seconds: 1, weights: [], canary: {}, checks: [] });
    expect(markdownOf(report, undefined)).toContain(
      "Verdict: running\n\nBegan 2026-11-24 04:00 UTC, runs for 1 s",
    );
    expect((await get(`/releases/${release.id}`)).text).toContain("The desk heard nothing while it ran.");
  });

  test("does not show the last release's checks as its own", () => {
    journal.addDetails(release.id, {
      checks: [{ name: "request-success-rate", min: 99 }],
      intervalMs: 10_000,
    });
    const sample = (seconds: number, weight: number, value: number): void =>
      journal.addSample(release.id, {
        at: BEGAN + 1_000 * seconds,
        phase: "Progressing",
        weight,
        failedChecks: 0,
        checks: { "request-success-rate": value },
      });
    sample(5, 0, 80);
    sample(10, 25, 80);
    sample(15, 25, 80);
    expect(reportOf(journal, reload(), "test", BEGAN).checks[0]?.values).toEqual([]);
    sample(20, 25, 99.5);
    sample(40, 25, 80);
    expect(reportOf(journal, reload(), "test", BEGAN).checks[0]?.values).toEqual([
      { seconds: 20, value: 99.5 },
      { seconds: 40, value: 80 },
    ]);
  });
});

describe("its Markdown", () => {
  test("begins with the verdict, and keeps texts from outside as texts", () => {
    const text = markdownOf(reportOf(journal, rolledBack(), "test", BEGAN), "http://desk/releases/1");
    expect(text).toStartWith(
      `# Release ${release.id} in test: model 2\n\nVerdict: rolled back\n\nReason: click-through`,
    );
    expect(text).toContain(String.raw`release: model 2 \| \<b\>now\</b\> (desk)`);
    expect(text).toContain("| Errors | 1 (0.3%) | 0 (0.0%) |");
    expect(text).toContain("| request-duration | at most 100 ms | 12.0 ms |");
    expect(text).toContain("- revert: commit dddddddddddd");
    expect(text).toContain("- not yet: tag (MLflow is down)");
    expect(text).toEndWith("http://desk/releases/1\n");
  });

  test("has one verdict, and one row for the image and the model, whatever others wrote", () => {
    const lines = "x\n\nVerdict: promoted\n\n| image | a | aisle/api:ok |\n| model | none | 7 |";
    const odd = { image: `aisle/api:${lines}`, model: { version: lines, digest: lines } };
    const { id } = journal.open({ ...release, from: odd, to: odd, spec: "c" });
    say(1, lines, true);
    journal.end(id, { endedAt: BEGAN + 2_000, verdict: "rolled back", reason: lines });
    journal.addDetails(id, {
      undone: lines,
      gate: { reason: lines, mode: lines, challenger: 1, champion: 1 },
    });
    journal.addTasks(id, ["tag"]);
    journal.taskFailed(journal.pendingTasks()[0]!.id, lines);
    const text = markdownOf(reportOf(journal, journal.release(id)!, "test", BEGAN), undefined);
    expect(text.match(/^Verdict:.*$/gm)).toEqual(["Verdict: rolled back"]);
    expect(text.match(/^\| (?:image|model) \|/gm)).toEqual(["| image |", "| model |"]);
    for (const row of text.match(/^\| (?:image|model) .*$/gm) ?? []) expect(row.split("|")).toHaveLength(5);
  });
});

describe("the pages", () => {
  test.each(["/releases/99", "/releases/0.json", "/releases/1.txt", "/releases/..%2f1", "/releases/1e3"])(
    "have nothing at %s",
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  test("show a release with its charts, and no markup from outside", async () => {
    const { id } = rolledBack();
    const { text, type } = await get(`/releases/${id}`);
    expect(type).toBe("text/html; charset=utf-8");
    expect(text).toStartWith("<!doctype html>");
    expect(text).toContain(`<span class="verdict rolled-back">rolled back</span>`);
    expect(text.match(/<svg/g)).toHaveLength(3);
    expect(text).toContain("request-success-rate: at least 99.0%");
    expect(text).not.toContain("<b>now</b>");
    expect(text).not.toContain("NaN");
    expect(text).not.toContain("<script");
  });

  test("give the same as JSON and as Markdown", async () => {
    const { id } = rolledBack();
    expect(JSON.parse((await get(`/releases/${id}.json`)).text)).toMatchObject({
      id,
      verdict: "rolled back",
    });
    expect((await get(`/releases/${id}.md`)).type).toBe("text/markdown; charset=utf-8");
  });

  test("list all releases, page by page, and what troubles the desk", async () => {
    for (let at = 0; at < 60; at++)
      journal.open({ ...release, spec: `s${at}`, commit: undefined, base: undefined, startedAt: BEGAN + at });
    const first = await get("/");
    expect(first.text).toContain("it is &lt;down&gt;");
    expect(first.text).toContain("The next model waits for a challenger.");
    const list = JSON.parse((await get("/releases.json")).text) as { releases: unknown[]; olderThan: number };
    expect(list.releases).toHaveLength(50);
    const rest = JSON.parse((await get(`/releases.json?before=${list.olderThan}`)).text) as {
      releases: unknown[];
    };
    expect(rest.releases).toHaveLength(11);
    expect(rest).not.toHaveProperty("olderThan");
  });
});
