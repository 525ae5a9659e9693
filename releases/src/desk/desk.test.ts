// The desk with a real journal, and a cluster, a registry and a repository that do as the test says.
import type { BundleVersion } from "@aisle/mlflow";
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClusterEvent, Observation, Revision } from "../cluster/cluster.ts";
import { Journal } from "../journal/journal.ts";
import type { Alert } from "../journal/types.ts";
import type { Measured } from "../measurements/measurements.ts";
import type { NamedModel } from "../repository/model-file.ts";
import type { Range, Repository, Reverted } from "../repository/repository.ts";
import { Desk, type DeskOptions } from "./desk.ts";

const home = mkdtempSync(join(tmpdir(), "aisle-desk-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const SECOND = 1_000;
const model = (version: string): NamedModel => ({ version, digest: `sha256:${version}` });
const revision = (image: string, version?: string): Revision => ({
  image: `aisle/api:${image}`,
  model: version === undefined ? undefined : model(version),
});

class Place {
  now = 1_000_000;
  seen: Observation = {
    phase: "Succeeded",
    weight: 0,
    failedChecks: 0,
    appliedSpec: "a",
    promotedSpec: "a",
    turnedAt: 1,
    checks: [{ name: "request-success-rate", min: 99 }],
    intervalMs: 10_000,
    target: revision("one", "1"),
    primary: revision("one", "1"),
    commit: "c1",
  };
  events: ClusterEvent[] = [];
  troubles: string[] = [];
  measured: Measured = {
    canary: { requests: 500, errors: 0, lists: 2_000, clicks: 200 },
    primary: { requests: 500, errors: 0, lists: 2_000, clicks: 200 },
    checks: { "request-success-rate": 100 },
  };
  /** What does not work right now. */
  readonly down = new Set<"cluster" | "Git" | "MLflow" | "Prometheus" | "GitHub">();
  readonly aliases = new Map<string, string>([["champion", "1"]]);
  readonly tags = new Map<string, Record<string, string>>();
  readonly reverts: { range: Range; message: string }[] = [];
  readonly releases: { model: NamedModel; message: string }[] = [];
  readonly proposals: string[] = [];
  head = "c1";
  readonly file = join(home, `${crypto.randomUUID()}.db`);
  journal = new Journal(this.file);

  desk = this.#desk();

  /** As after a kill: nothing but the journal's file is left. */
  restart(): void {
    this.journal.close();
    this.journal = new Journal(this.file);
    this.desk = this.#desk();
  }

  async turns(count: number, pauseMs = 2 * SECOND): Promise<void> {
    for (let turn = 0; turn < count; turn++) {
      this.now += pauseMs;
      await this.desk.turn();
    }
  }

  see(more: Partial<Observation>): void {
    this.seen = { ...this.seen, ...more };
  }

  /** A canary of this target, applied by this commit. */
  begin(spec: string, target: Revision, commit: string): void {
    this.head = commit;
    this.see({ phase: "Progressing", appliedSpec: spec, target, commit, turnedAt: this.now, weight: 25 });
  }

  promote(): void {
    const { appliedSpec, target } = this.seen;
    this.see({
      phase: "Succeeded",
      promotedSpec: appliedSpec,
      primary: target,
      turnedAt: this.now,
      weight: 0,
    });
  }

  fail(): void {
    this.see({ phase: "Failed", turnedAt: this.now, weight: 0 });
  }

  say(message: string): void {
    this.desk.hear({ at: this.now, by: "Flagger", isWarning: message.startsWith("Halt"), message });
  }

  #guard(what: Parameters<Place["down"]["add"]>[0]): void {
    if (this.down.has(what)) throw new Error(`${what} is down`);
  }

  #version(version: string): BundleVersion {
    return { ...model(version), runId: "run", tags: this.tags.get(version) ?? {} };
  }

  #desk(): Desk {
    const repository: Repository = {
      head: async () => {
        this.#guard("Git");
        return this.head;
      },
      modelVersion: async () => this.seen.target.model?.version ?? "none",
      releaseModel: async (released, message) => {
        this.#guard("Git");
        this.releases.push({ model: released, message });
        this.head = `release-${released.version}`;
        return this.head;
      },
      revert: async (range, message): Promise<Reverted> => {
        this.#guard("Git");
        this.reverts.push({ range, message });
        return { outcome: "reverted", commit: `revert-${range.commit}` };
      },
      commits: async ({ commit }) => {
        this.#guard("Git");
        return [{ commit, subject: `feat: ${commit}`, author: "somebody", at: 1 }];
      },
    };
    const options: DeskOptions = {
      cluster: {
        observe: async () => {
          this.#guard("cluster");
          return this.seen;
        },
        events: async () => this.events,
        troubles: async () => this.troubles,
      },
      measurements: {
        measure: async () => {
          this.#guard("Prometheus");
          return this.measured;
        },
      },
      policy: { measuredFailures: 2, leastLists: 1_000, mostWaitMs: 3_600_000 },
      releasesModels: true,
      settling: {
        journal: this.journal,
        registry: {
          byAlias: async (alias) => {
            this.#guard("MLflow");
            const version = this.aliases.get(alias);
            return version === undefined ? undefined : this.#version(version);
          },
          version: async (version) => {
            this.#guard("MLflow");
            return this.#version(version);
          },
          setAlias: async (alias, version) => {
            this.#guard("MLflow");
            this.aliases.set(alias, version);
          },
          setTags: async (version, tags) => {
            this.#guard("MLflow");
            this.tags.set(version, { ...this.tags.get(version), ...tags });
          },
        },
        runs: {
          get: async () => {
            this.#guard("MLflow");
            const metrics = { gate_ndcg_at_10_challenger: 0.06, gate_ndcg_at_10_champion: 0.05 };
            return { metrics } as never;
          },
        },
        repository,
        pullRequests: {
          propose: async (title) => {
            this.#guard("GitHub");
            this.proposals.push(title);
            return "https://github.example/pull/1";
          },
        },
        environment: "test",
        alias: "champion",
        addressOf: ({ id }) => `http://releases.example/releases/${id}`,
        reportOf: () => "# Release",
      },
      clock: () => this.now,
      log: { info: () => undefined, warn: () => undefined },
    };
    return new Desk(options);
  }
}

let place: Place;
beforeEach(() => {
  place = new Place();
});
const newest = () => place.journal.releases(1)[0];
const pending = () => place.journal.pendingTasks().map(({ kind }) => kind);

describe("a release of an image", () => {
  test("that is promoted is proposed to the next environment, and no model is touched", async () => {
    await place.turns(20);
    place.begin("b", revision("two", "1"), "c2");
    await place.turns(5);
    expect(place.desk.whyWait()).toBeUndefined();
    expect(place.desk.whyStop()).toBeUndefined();
    place.promote();
    await place.turns(2);
    expect(newest()).toMatchObject({
      verdict: "promoted",
      reason: "all checks passed",
      base: "c1",
      commit: "c2",
      details: { commits: [{ subject: "feat: c2" }], pullRequest: "https://github.example/pull/1" },
    });
    expect(place.proposals).toEqual(["Release to production: image aisle/api:two"]);
    expect(place.tags.size).toBe(0);
    expect(place.reverts).toEqual([]);
    expect(pending()).toEqual([]);
  });

  test("that fails is taken back after the checks that were measured, reverted, and says why", async () => {
    await place.turns(20);
    place.begin("b", revision("bad", "1"), "c2");
    await place.turns(1);
    place.say("Prometheus query failed: connection refused");
    place.say("Halt api.aisle advancement success rate 80.00% < 99%");
    expect(place.desk.whyStop()).toBeUndefined();
    place.now += 10 * SECOND;
    place.say("Halt api.aisle advancement success rate 79.50% < 99%");
    expect(place.desk.whyStop()).toBe("checks failed: success rate 80.00% < 99%; success rate 79.50% < 99%");
    expect(place.desk.whyWait()).toStartWith("checks failed");
    await place.turns(1);
    place.fail();
    await place.turns(1);
    expect(newest()).toMatchObject({ verdict: "rolled back", details: { revert: "revert-c2" } });
    expect(place.reverts).toEqual([
      {
        range: { base: "c1", commit: "c2" },
        message: expect.stringContaining(
          "revert: feat: c2\n\nimage aisle/api:bad was taken back: checks failed",
        ),
      },
    ]);
    expect(place.aliases.get("champion")).toBe("1");
    // The revert is applied: nothing new.
    place.see({ appliedSpec: "a", target: revision("one", "1"), commit: "revert-c2" });
    place.head = "revert-c2";
    await place.turns(20);
    expect(place.journal.releases(10)).toHaveLength(1);
  });

  test("whose pods never become ready says that, and why they do not start", async () => {
    await place.turns(2);
    place.begin("b", revision("bad", "1"), "c2");
    place.see({ weight: 0 });
    await place.turns(1);
    const message = "canary deployment api.aisle not ready: 0 of 1 updated replicas are available";
    place.desk.hear({ at: place.now, by: "Flagger", isWarning: true, message });
    place.restart();
    place.fail();
    await place.turns(1);
    expect(newest()?.reason).toBe(`its pods did not become ready: ${message}`);

    place.begin("c", revision("worse", "1"), "c3");
    place.see({ weight: 0 });
    place.troubles = ["container model ended with 1: model.safetensors is damaged"];
    await place.turns(3);
    place.fail();
    await place.turns(1);
    expect(newest()?.reason).toBe(
      "its pods did not become ready: container model ended with 1: model.safetensors is damaged",
    );
    const said = place.journal.said(0, place.now).filter(({ by }) => by === "desk");
    expect(said).toHaveLength(1);
  });
});

describe("a model that the trainer proposes", () => {
  beforeEach(async () => {
    place.aliases.set("challenger", "2");
    place.tags.set("2", { "aisle.gate.reason": "better by .01", "aisle.gate.mode": "served" });
  });

  test("is named in Git, shown to customers, and becomes the champion", async () => {
    await place.turns(1);
    expect(place.releases).toEqual([{ model: model("2"), message: "release: model 2\n\nbetter by .01" }]);
    place.begin("b", revision("one", "2"), "release-2");
    place.measured = { ...place.measured, canary: { lists: 10, clicks: 1 } };
    await place.turns(5);
    expect(place.desk.whyWait()).toBe("10 of 1000 lists shown");
    place.see({ phase: "WaitingPromotion", weight: 0 });
    await place.turns(5);
    expect(place.journal.samples(newest()!.id).at(-1)).toMatchObject({
      phase: "WaitingPromotion",
      weight: 25,
    });
    place.measured = { ...place.measured, canary: { lists: 1_200, clicks: 120 } };
    await place.turns(5);
    expect(place.desk.whyWait()).toBeUndefined();
    place.promote();
    await place.turns(2);
    expect(place.aliases.get("champion")).toBe("2");
    expect(place.tags.get("2")).toMatchObject({ "aisle.release.test": "promoted", "aisle.replaced": "1" });
    expect(newest()?.details.gate).toEqual({
      reason: "better by .01",
      mode: "served",
      challenger: 0.06,
      champion: 0.05,
    });
    await place.turns(20);
    expect(place.releases).toHaveLength(1);
  });

  test("and that customers click less on is taken back, tagged, and not proposed again", async () => {
    await place.turns(1);
    place.begin("b", revision("one", "2"), "release-2");
    place.measured = { ...place.measured, canary: { lists: 1_000, clicks: 10 } };
    await place.turns(5);
    expect(place.desk.whyStop()).toStartWith("click-through 1.0% of 1000 lists");
    place.fail();
    await place.turns(2);
    expect(place.aliases.get("champion")).toBe("1");
    expect(place.tags.get("2")).toMatchObject({
      "aisle.release.test": "rolled back",
      "aisle.release.test.reason": expect.stringContaining("click-through 1.0%"),
    });
    place.see({ appliedSpec: "a", target: revision("one", "1"), commit: "revert-release-2" });
    place.head = "revert-release-2";
    await place.turns(30);
    expect(place.releases).toHaveLength(1);
  });

  test("waits for the release that runs, and for Flux to have applied the newest commit", async () => {
    place.begin("b", revision("two", "1"), "c2");
    await place.turns(20);
    expect(place.releases).toEqual([]);
    place.promote();
    place.head = "c3";
    await place.turns(20);
    expect(place.releases).toEqual([]);
    expect(place.desk.waitsFor).toStartWith("Flux");
    place.see({ commit: "c3" });
    await place.turns(10);
    expect(place.releases).toHaveLength(1);
  });

  test("that is another bundle in the registry than what was released moves no alias", async () => {
    await place.turns(1);
    place.begin(
      "b",
      { image: "aisle/api:one", model: { version: "2", digest: "sha256:other" } },
      "release-2",
    );
    await place.turns(2);
    place.promote();
    await place.turns(2);
    expect(place.aliases.get("champion")).toBe("1");
    expect(place.desk.troubles.get("alias")).toContain("but sha256:other was released");
  });
});

describe("faults in the middle", () => {
  test.each(["promoted", "rolled back"] as const)(
    "the desk is killed, and the release is %s all the same",
    async (verdict) => {
      await place.turns(20);
      place.begin("b", revision("one", "2"), "c2");
      await place.turns(2);
      place.restart();
      await place.turns(2);
      place.restart();
      if (verdict === "promoted") place.promote();
      else place.fail();
      await place.turns(1);
      place.restart();
      await place.turns(2);
      expect(place.journal.releases(10)).toHaveLength(1);
      expect(newest()).toMatchObject({ verdict, base: "c1", commit: "c2" });
      expect(place.aliases.get("champion")).toBe(verdict === "promoted" ? "2" : "1");
      expect(place.reverts).toHaveLength(verdict === "promoted" ? 0 : 1);
    },
  );

  test("it is away from before the beginning until after the end, and hears why from the cluster's events", async () => {
    await place.turns(20);
    place.begin("b", revision("bad", "1"), "c2");
    place.events = ["80", "81"].map((rate, at) => ({
      at: place.now + 60 * SECOND + at * 10 * SECOND,
      message: `Halt api.aisle advancement success rate ${rate}.00% < 99%`,
      isWarning: true,
    }));
    place.now += 120 * SECOND;
    place.fail();
    place.restart();
    await place.turns(1);
    expect(newest()).toMatchObject({ verdict: "rolled back", commit: "c2" });
    expect(place.reverts).toHaveLength(1);
  });

  test("without its journal it still takes back what failed, and sets the alias to what serves", async () => {
    place.begin("b", revision("one", "2"), "c2");
    place.fail();
    await place.turns(2);
    expect(place.reverts).toHaveLength(1);
    const other = new Place();
    other.see({ target: revision("one", "5"), primary: revision("one", "5") });
    await other.turns(1);
    expect(other.aliases.get("champion")).toBe("5");
  });

  test("Git is down for a minute: the revert comes when it is back, once", async () => {
    await place.turns(2);
    place.begin("b", revision("bad", "1"), "c2");
    place.down.add("Git");
    await place.turns(2);
    place.fail();
    await place.turns(30);
    expect(pending()).toEqual(["describe", "revert"]);
    expect(place.desk.troubles.get("revert")).toBe("Git is down");
    place.down.delete("Git");
    await place.turns(20);
    expect(place.reverts).toHaveLength(1);
    expect(pending()).toEqual([]);
    expect(place.desk.troubles.size).toBe(0);
  });

  test("MLflow is down for a minute: the alias moves when it is back", async () => {
    await place.turns(2);
    place.begin("b", revision("one", "2"), "c2");
    place.down.add("MLflow");
    await place.turns(2);
    place.promote();
    await place.turns(30);
    expect(place.aliases.get("champion")).toBe("1");
    place.down.delete("MLflow");
    await place.turns(20);
    expect(place.aliases.get("champion")).toBe("2");
    expect(place.tags.get("2")).toMatchObject({ "aisle.release.test": "promoted" });
  });

  test("Prometheus and the cluster's API are down for a minute: nothing is decided meanwhile", async () => {
    await place.turns(2);
    place.begin("b", revision("one", "2"), "c2");
    await place.turns(2);
    place.down.add("Prometheus").add("cluster");
    for (let look = 0; look < 6; look++) place.say("Prometheus query failed: connection refused");
    await place.turns(30);
    expect(place.desk.whyStop()).toBeUndefined();
    place.down.clear();
    await place.turns(2);
    expect(newest()?.verdict).toBeUndefined();
    expect(place.desk.whyWait()).toBeUndefined();
  });

  test("promotion waits while the desk has not seen the release", () => {
    expect(place.desk.whyWait()).toBe("the desk has not seen this release yet");
    expect(place.desk.whyStop()).toBeUndefined();
  });
});

describe("an alert that asks for a rollback", () => {
  const alert = (startsAt: number): Alert => ({
    fingerprint: "1",
    startsAt,
    isFiring: true,
    name: "ApiErrors",
    labels: { aisle_action: "rollback" },
    annotations: { summary: "5% fail" },
    heardAt: startsAt,
  });

  test("after a promotion has its commit reverted, once", async () => {
    await place.turns(20);
    place.begin("b", revision("two", "1"), "c2");
    await place.turns(2);
    place.promote();
    await place.turns(2);
    place.desk.hearAlerts([alert(place.now), alert(place.now)]);
    place.desk.hearAlerts([alert(place.now)]);
    await place.turns(2);
    expect(place.reverts).toHaveLength(1);
    expect(newest()?.details).toMatchObject({ undone: "alert ApiErrors: 5% fail", revert: "revert-c2" });
  });

  test("long after, or that fired before, takes nothing back", async () => {
    await place.turns(20);
    place.begin("b", revision("two", "1"), "c2");
    await place.turns(2);
    place.promote();
    await place.turns(1);
    place.desk.hearAlerts([alert(place.now - 60 * SECOND)]);
    place.desk.hearAlerts([alert(place.now + 90_000_000)]);
    await place.turns(2);
    expect(place.reverts).toEqual([]);
  });
});
