// The workflows call make, and nothing that a machine of one's own could not run as well; they may do no more than they must.
import { program, ROOT } from "@aisle/testcluster";
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makesOf, rulesets, usesOfOthers, workflows } from "./repository.ts";

/** What writes to a registry, to a branch or to GitHub, or is asked of a pull request to production. */
const ONLY_ON_GITHUB = [
  "push",
  "sign-images",
  "release-tag",
  "promotable",
  "release-notes",
  "name-images",
  "pinned-images",
].toSorted();

/** GitHub's id of that role. */
const REPOSITORY_ADMIN = 5;

const targetOf = (told: string): string => told.split(" ")[0] ?? "";

describe("make ci-local", () => {
  const inWorkflows = [...new Set(workflows.flatMap(makesOf))];

  test("runs what the workflows run", async () => {
    const steps = (await program(["scripts/ci-local", "--list"])).trim().split("\n");
    const local = inWorkflows.filter((told) => !ONLY_ON_GITHUB.includes(targetOf(told)));
    expect(steps.toSorted()).toEqual(local.toSorted());
  });

  test("leaves out only what GitHub alone can do", () => {
    const left = inWorkflows.map(targetOf).filter((target) => ONLY_ON_GITHUB.includes(target));
    expect([...new Set(left)].toSorted()).toEqual(ONLY_ON_GITHUB);
  });

  test("is told targets that the Makefile has", () => {
    const makefile = readFileSync(join(ROOT, "Makefile"), "utf8");
    const targets = [...makefile.matchAll(/^([a-z-]+):/gm)].map(([, target]) => target);
    expect(targets).toEqual(expect.arrayContaining(inWorkflows.map(targetOf)));
  });

  // A copy of its own, whose make says what it was told and fails when it is told to.
  const run = (fails: string, ...names: readonly string[]) =>
    Bun.spawnSync(["scripts/ci-local", ...names], {
      cwd: ROOT,
      env: { PATH: `${join(import.meta.dir, "programs")}:${process.env["PATH"]}`, FAILS: fails },
    });

  test("stops at what fails first, and says which", () => {
    const { exitCode, stdout, stderr } = run("test", "check", "test", "oha");
    expect(exitCode).toBe(1);
    expect(stdout.toString()).toBe("ci-local: make check\nmade check\nci-local: make test\n");
    expect(stderr.toString()).toBe("ci-local: make test failed\n");
  });

  test("says what all passed", () => {
    const { exitCode, stdout } = run("", "check", "test");
    expect(exitCode).toBe(0);
    expect(stdout.toString()).toEndWith("made test\nci-local: all that was run passed\n");
  });
});

describe("actions of others", () => {
  test("are pinned by a commit, with its version beside it", () => {
    expect(usesOfOthers.length).toBeGreaterThan(0);
    for (const use of usesOfOthers) expect(use).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("are the same wherever they are used", () => {
    const versions = new Map<string, Set<string>>();
    for (const use of usesOfOthers) {
      const [action = "", version = ""] = use.split("@");
      versions.set(action, (versions.get(action) ?? new Set()).add(version));
    }
    for (const [action, found] of versions) expect([action, found.size]).toEqual([action, 1]);
  });
});

test("no job may write what it need not", () => {
  const writes = workflows.flatMap(({ name, permissions, jobs }) => {
    expect(permissions).toEqual({});
    return Object.entries(jobs).flatMap(([job, { permissions: granted = {} }]) =>
      Object.entries(granted).flatMap(([what, how]) => (how === "read" ? [] : [`${name}/${job} ${what}`])),
    );
  });
  expect(writes).toEqual([
    "deploy-staging/images packages",
    "deploy-staging/images id-token",
    "deploy-staging/images attestations",
    "images/images packages",
    "images/images id-token",
    "images/images attestations",
    "promote/auto-merge contents",
    "promote/auto-merge pull-requests",
    "release/release contents",
    "release/release packages",
  ]);
});

test.each(workflows.map((workflow) => [workflow.name, workflow] as const))(
  "%s has a concurrency group, and its jobs end",
  (_, { concurrency, jobs }) => {
    expect(concurrency?.group).toBeString();
    for (const job of Object.values(jobs)) expect(job.uses ?? job["timeout-minutes"]).not.toBeUndefined();
  },
);

test("who gives a tag, or gives it to another commit, administers the repository", () => {
  const found = rulesets.filter(({ ruleset }) => ruleset.target === "tag");
  expect(found.map(({ file }) => file)).toEqual(["tags.json"]);
  const { conditions, rules, bypass_actors } = found[0]!.ruleset;
  expect(conditions.ref_name.include).toEqual(["~ALL"]);
  expect(bypass_actors).toEqual([
    expect.objectContaining({ actor_type: "RepositoryRole", actor_id: REPOSITORY_ADMIN }),
  ]);
  expect(rules.map(({ type }) => type)).toEqual(["creation", "update", "deletion"]);
});

test("no name of a branch or a tag, and no words of a pull request or a commit, stand in what a shell reads", () => {
  const texts = workflows.flatMap(({ name, jobs }) =>
    Object.values(jobs).flatMap(({ steps = [] }) => steps.map(({ run = "" }) => [name, run] as const)),
  );
  expect(texts.length).toBeGreaterThan(10);
  for (const [name, run] of texts) expect([name, run]).not.toEqual([name, expect.stringContaining("${{")]);
});

const branches = rulesets.filter(({ ruleset }) => ruleset.target === "branch");
describe("the rules of branches", () => {
  test.each(branches.map(({ file, ruleset }) => [file, ruleset] as const))(
    "%s is of one branch, which keeps its history and is reviewed",
    (file, { name, conditions, rules, bypass_actors }) => {
      expect(file).toBe(`${name}.json`);
      expect(conditions.ref_name.include).toEqual([`refs/heads/${name}`]);
      expect(bypass_actors.map(({ actor_type }) => actor_type)).toEqual(["DeployKey"]);
      expect(rules.map(({ type }) => type)).toEqual([
        "deletion",
        "non_fast_forward",
        "pull_request",
        "required_status_checks",
      ]);
      expect(rules[2]?.parameters).toMatchObject({
        required_approving_review_count: 1,
        require_code_owner_review: true,
        dismiss_stale_reviews_on_push: true,
      });
    },
  );

  test.each(branches.map(({ ruleset }) => [ruleset.name, ruleset] as const))(
    "the checks that %s requires are jobs that its pull requests start",
    (branch, { rules }) => {
      const started = workflows.filter(({ on }) => {
        const filter = on["pull_request"] as { branches?: string[] } | null | undefined;
        return filter === null || (filter !== undefined && (filter.branches?.includes(branch) ?? true));
      });
      const jobs = started.flatMap((workflow) => Object.keys(workflow.jobs));
      const required = rules.flatMap(
        ({ parameters }) =>
          (parameters?.["required_status_checks"] as { context: string }[] | undefined) ?? [],
      );
      // A job that turns on auto-merge follows from the checks, and is none.
      expect(required.map(({ context }) => context).toSorted()).toEqual(
        jobs.filter((job) => job !== "auto-merge").toSorted(),
      );
    },
  );
});
