// A place for a desk: a real journal, and a cluster, a registry and a repository that do as a test says.
import type { BundleVersion } from "@aisle/mlflow";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClusterEvent, Observation, Revision } from "../../cluster/cluster.ts";
import { Journal } from "../../journal/journal.ts";
import type { Measured } from "../../measurements/measurements.ts";
import type { Message } from "../../repository/message.ts";
import type { NamedModel } from "../../repository/model-file.ts";
import type { Range, Repository, Reverted } from "../../repository/repository.ts";
import { Desk, type DeskOptions } from "../desk.ts";

const home = mkdtempSync(join(tmpdir(), "aisle-desk-"));
export const removePlaces = (): void => rmSync(home, { recursive: true, force: true });

export const SECOND = 1_000;
export const model = (version: string): NamedModel => ({ version, digest: `sha256:${version}` });
export const revision = (image: string, version?: string): Revision => ({
  image: `aisle/api:${image}`,
  model: version === undefined ? undefined : model(version),
});

export class Place {
  now = 1_000_000;
  /** What `now` passes, however it is set. */
  elapsed = 0;
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
  /** Whether Git answers nothing at all. */
  hangs = false;
  readonly aliases = new Map<string, string>([["champion", "1"]]);
  readonly tags = new Map<string, Record<string, string>>();
  readonly reverts: { range: Range; message: Message }[] = [];
  readonly releases: { model: NamedModel; message: Message }[] = [];
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
      this.elapsed += pauseMs;
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
        if (this.hangs) await new Promise(() => undefined);
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
      elapsed: () => this.elapsed,
      log: { info: () => undefined, warn: () => undefined },
    };
    return new Desk(options);
  }
}
