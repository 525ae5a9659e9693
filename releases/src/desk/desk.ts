// The desk itself: looks at the cluster, keeps what it sees, judges the canary, and settles what has ended.
import type { Cluster, Observation } from "../cluster/cluster.ts";
import type { Journal } from "../journal/journal.ts";
import type { Alert, Release, Said, Task, TaskKind } from "../journal/types.ts";
import type { Measurements, Sample } from "../measurements/measurements.ts";
import type { Policy } from "../platform/config.ts";
import { type Log, reasonOf } from "../platform/log.ts";
import { oneLine } from "../platform/one-line.ts";
import { asksForRollback, type Evidence, whyStop, whyWait } from "./judgement.ts";
import { type Proposal, proposeModel } from "./proposals.ts";
import { type Settling, settle, tasksOf } from "./settlement.ts";
import { endingOf, isSettled, type Step, stepsOf } from "./steps.ts";
import { POD_TROUBLE, titleOf, whyEnded } from "./words.ts";

export interface DeskOptions {
  /** Undefined outside a cluster: then the desk only keeps what it is told. */
  readonly cluster: Cluster | undefined;
  /** Undefined: releases are judged without numbers of their own. */
  readonly measurements: Measurements | undefined;
  readonly policy: Policy;
  /** Whether challengers are released by this desk. */
  readonly releasesModels: boolean;
  readonly settling: Omit<Settling, "settledAt">;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** Milliseconds since some moment: pauses are counted by it, for nobody sets it back. */
  readonly elapsed: () => number;
  readonly log: Log;
}

const SAMPLE_MS = 5_000;
const PROPOSAL_MS = 10_000;
/** Flagger says that a revision is new a moment before the canary is seen to run. */
const BEGINNING_MS = 60_000;
const MAX_PAUSE_MS = 30_000;
const MAX_WAIT_MS = 1_000;
/** Of what keeps the desk from its work, in characters. */
const MAX_REASON = 2_000;
/** While one of these is left to do, what serves and what the branch and the registry say may differ. */
const BEFORE_THE_NEXT: ReadonlySet<TaskKind> = new Set(["alias", "tag", "revert"]);
const HEAD_START_MS = 1_000;
/** An alert so long after a promotion no longer takes it back. */
const UNDO_WITHIN_MS = 86_400_000;
/** Looks of Flagger after which a commit that began no release is settled. */
const SETTLING_LOOKS = 3;
const ALERTS = 50;

export class Desk {
  readonly #journal: Journal;
  readonly #settling: Settling;
  #sampledAt = -Infinity;
  #proposedAt = -Infinity;
  /** The commit that Flux has applied, and since when. */
  #applied: { readonly commit: string; readonly since: number } | undefined;
  /** Until when a task that failed is left alone, by its id. */
  readonly #pauses = new Map<number, number>();
  #troubles = new Map<string, string>();
  #waitsFor: string | undefined;
  /** What is being settled right now. */
  #work: Promise<void> | undefined;

  constructor(private readonly options: DeskOptions) {
    this.#journal = options.settling.journal;
    this.#settling = {
      ...options.settling,
      settledAt: (commit) => this.#journal.setNote("settled commit", commit),
    };
  }

  /** What keeps the desk from its work right now, by what it needs: `cluster`, `Prometheus`, … */
  get troubles(): ReadonlyMap<string, string> {
    return this.#troubles;
  }

  /** What the next model waits for. */
  get waitsFor(): string | undefined {
    return this.#waitsFor;
  }

  /** Looks once and does what can be done. Does not throw: what failed is told, and tried again in the next turn. */
  async turn(): Promise<void> {
    const { cluster } = this.options;
    const seen = cluster && (await this.#attempt("cluster", () => cluster.observe()));
    if (seen !== undefined) {
      await this.#attempt("journal", () => this.#follow(seen));
      await this.#attempt("pods", () => this.#lookAtPods(seen));
      await this.#attempt("Prometheus", () => this.#sample(seen));
      await this.#attempt("judgement", async () => this.#judge());
    }
    // A Git that hangs keeps nobody from looking at the canary.
    this.#work ??= this.#settleAll().finally(() => (this.#work = undefined));
    await Promise.race([this.#work, Bun.sleep(MAX_WAIT_MS)]);
    if (seen !== undefined) await this.#attempt("proposal", () => this.#propose(seen));
  }

  /** Something was said of the canary. */
  hear(said: Said): void {
    this.#journal.say(said);
  }

  /** Alerts that fire or no longer do. One that asks for it has the newest promotion taken back. */
  hearAlerts(alerts: readonly Alert[]): void {
    this.#journal.transaction(() => {
      for (const alert of alerts) {
        this.#journal.keepAlert(alert);
        const words = alert.isFiring ? "fires" : "is over";
        this.hear({
          at: alert.heardAt,
          by: "Alertmanager",
          isWarning: alert.isFiring,
          message: `${alert.name} ${words}: ${alert.annotations["summary"] ?? "it says no more"}`,
        });
        if (asksForRollback(alert)) this.#undo(alert);
      }
    });
  }

  /** Why Flagger must take the canary back now; undefined when it need not. */
  whyStop(): string | undefined {
    const open = this.#journal.openRelease();
    if (open === undefined) return undefined;
    return open.stopReason ?? whyStop(this.#evidenceOf(open), this.options.policy);
  }

  /** Why Flagger may not promote the canary yet; undefined when it may. */
  whyWait(): string | undefined {
    const open = this.#journal.openRelease();
    if (open === undefined) return "the desk has not seen this release yet";
    return open.stopReason ?? whyWait(this.#evidenceOf(open), this.options.policy);
  }

  #evidenceOf(release: Release): Evidence {
    const now = this.options.clock();
    const digest = release.to.model?.digest;
    return {
      release,
      isReturn: this.#journal
        .releases(100)
        .some(({ verdict, to }) => verdict === "promoted" && to.model?.digest === digest),
      said: this.#journal.said(release.startedAt, now),
      latest: this.#journal.samples(release.id).findLast(({ canary }) => canary !== undefined),
      alerts: this.#journal.alerts(ALERTS),
      now,
    };
  }

  async #follow(seen: Observation): Promise<void> {
    const memory = {
      ending: this.#journal.note("ending"),
      promotedSpec: this.#journal.note("promoted spec"),
    };
    const steps = stepsOf(seen, this.#journal.openRelease(), memory);
    if (steps.some(({ kind }) => kind !== "begin")) await this.#attempt("events", () => this.#catchUp());
    this.#journal.transaction(() => {
      for (const step of steps) this.#take(step, seen);
      const ending = endingOf(seen);
      if (ending !== undefined) {
        this.#journal.setNote("ending", ending);
        this.#journal.setNote("promoted spec", seen.promotedSpec);
      }
      if (isSettled(seen)) this.#noteSettled(seen);
    });
  }

  #take(step: Step, seen: Observation): void {
    const { clock, log } = this.options;
    const now = clock();
    const open = this.#journal.openRelease();
    if (step.kind === "end") {
      if (open !== undefined) this.#end(open, step.verdict, now);
      return;
    }
    const primary = this.#journal.note("primary");
    const from =
      step.kind === "begin" || primary === undefined
        ? seen.primary
        : (JSON.parse(primary) as Release["from"]);
    const release = this.#journal.open({
      spec: seen.appliedSpec,
      from,
      to: seen.target,
      commit: seen.commit,
      base: this.#journal.note("settled commit"),
      startedAt: this.#beginning(now),
    });
    log.info("a release began", { release: release.id, title: titleOf(release), commit: seen.commit });
    this.#journal.addDetails(release.id, { checks: seen.checks, intervalMs: seen.intervalMs });
    this.#journal.addTasks(release.id, tasksOf(release, undefined, this.#settling));
    if (step.kind === "missed") this.#end(release, step.verdict, now);
  }

  #end(release: Release, verdict: NonNullable<Release["verdict"]>, endedAt: number): void {
    const said = this.#journal.said(release.startedAt, endedAt);
    const reason = whyEnded(verdict, release.stopReason, said);
    this.#journal.end(release.id, { endedAt, verdict, reason });
    this.#journal.addTasks(release.id, tasksOf(release, verdict, this.#settling));
    if (verdict === "promoted" && release.commit !== undefined) this.#settling.settledAt(release.commit);
    this.options.log.info(`a release was ${verdict}`, {
      release: release.id,
      title: titleOf(release),
      reason,
    });
  }

  /** When Flagger said that the revision is new; otherwise now. */
  #beginning(now: number): number {
    const last = this.#journal.releases(1)[0]?.endedAt ?? 0;
    const said = this.#journal.said(Math.max(now - BEGINNING_MS, last + 1), now);
    return said.findLast(({ message }) => message.startsWith("New revision detected"))?.at ?? now;
  }

  /** What Flagger said while the desk did not listen. */
  async #catchUp(): Promise<void> {
    for (const { at, message, isWarning } of (await this.options.cluster?.events()) ?? [])
      this.hear({ at, by: "Flagger", isWarning, message });
  }

  /** A commit is settled when it has been applied for some looks of Flagger's and began no release. */
  #noteSettled(seen: Observation): void {
    this.#journal.setNote("primary", JSON.stringify(seen.primary));
    if (seen.commit === undefined || this.#journal.openRelease() !== undefined) return;
    const now = this.options.elapsed();
    if (this.#applied?.commit !== seen.commit) this.#applied = { commit: seen.commit, since: now };
    else if (now - this.#applied.since > SETTLING_LOOKS * seen.intervalMs)
      this.#settling.settledAt(seen.commit);
  }

  /** Until the canary gets requests, what keeps its pods from starting is kept, once. */
  async #lookAtPods(seen: Observation): Promise<void> {
    const open = this.#journal.openRelease();
    if (open === undefined || seen.phase !== "Progressing" || seen.weight > 0) return;
    const now = this.options.clock();
    const known = new Set(this.#journal.said(open.startedAt, now).map(({ message }) => message));
    for (const trouble of (await this.options.cluster?.troubles()) ?? []) {
      const message = `${POD_TROUBLE}${trouble}`;
      if (!known.has(message)) this.hear({ at: now, by: "desk", isWarning: true, message });
    }
  }

  async #sample(seen: Observation): Promise<void> {
    const { clock, elapsed, measurements } = this.options;
    const open = this.#journal.openRelease();
    const now = clock();
    if (open === undefined || elapsed() - this.#sampledAt < SAMPLE_MS) return;
    this.#sampledAt = elapsed();
    const { phase, failedChecks } = seen;
    // While it waits for its promotion Flagger gives none, and has left it as it was.
    const kept = phase === "WaitingPromotion" ? this.#journal.samples(open.id).at(-1)?.weight : undefined;
    const bare: Sample = { at: now, phase, weight: kept ?? seen.weight, failedChecks };
    try {
      this.#journal.addSample(open.id, { ...bare, ...(await measurements?.measure(open, now)) });
    } catch (error) {
      this.#journal.addSample(open.id, { ...bare, error: reasonOf(error) });
      throw error;
    }
  }

  #judge(): void {
    const open = this.#journal.openRelease();
    if (open === undefined || open.stopReason !== undefined) return;
    const reason = whyStop(this.#evidenceOf(open), this.options.policy);
    if (reason === undefined) return;
    this.#journal.wantStopped(open.id, reason);
    this.hear({
      at: this.options.clock(),
      by: "desk",
      isWarning: true,
      message: `To be taken back: ${reason}`,
    });
  }

  /** The newest promotion is taken back by its commit's revert, which is a release like any other. */
  #undo(alert: Alert): void {
    const [last, before] = this.#journal.releases(2);
    // What came back after one was taken back stays: the errors have another cause.
    if (before?.details.undone !== undefined) return;
    if (last?.verdict !== "promoted" || last.endedAt === undefined || last.details.undone !== undefined)
      return;
    if (alert.startsAt < last.endedAt || alert.startsAt - last.endedAt > UNDO_WITHIN_MS) return;
    this.#journal.addDetails(last.id, {
      undone: `alert ${alert.name}: ${alert.annotations["summary"] ?? ""}`,
    });
    this.#journal.addTasks(last.id, ["revert"]);
  }

  async #settleAll(): Promise<void> {
    for (const task of this.#journal.pendingTasks()) {
      if ((this.#pauses.get(task.id) ?? -Infinity) > this.options.elapsed()) continue;
      await this.#attempt(task.kind, () => this.#settle(task));
    }
  }

  async #settle(task: Task): Promise<void> {
    const release = this.#journal.release(task.releaseId);
    if (release === undefined) return;
    try {
      await settle(task.kind, release, this.#settling);
      this.#journal.taskDone(task.id, this.options.clock());
      this.#pauses.delete(task.id);
    } catch (error) {
      const pause = Math.min(MAX_PAUSE_MS, HEAD_START_MS * 2 ** task.attempts);
      this.#journal.taskFailed(task.id, oneLine(reasonOf(error), MAX_REASON));
      this.#pauses.set(task.id, this.options.elapsed() + pause);
      throw error;
    }
  }

  async #propose(seen: Observation): Promise<void> {
    const { releasesModels, elapsed, log } = this.options;
    const { repository, registry, environment, alias } = this.#settling;
    const now = elapsed();
    if (!releasesModels || repository === undefined || now - this.#proposedAt < PROPOSAL_MS) return;
    if (this.#journal.openRelease() !== undefined) return;
    if (this.#journal.pendingTasks().some(({ kind }) => BEFORE_THE_NEXT.has(kind))) return;
    this.#proposedAt = now;
    const proposal: Proposal = await proposeModel(seen, { registry, repository, environment, alias });
    this.#waitsFor = "waitsFor" in proposal ? proposal.waitsFor : `the canary of model ${proposal.version}`;
    if ("commit" in proposal)
      log.info("a model is named in Git", { version: proposal.version, commit: proposal.commit });
  }

  async #attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      const made = await work();
      if (this.#troubles.delete(what)) this.options.log.info(`${what}: works again`);
      return made;
    } catch (error) {
      const reason = oneLine(reasonOf(error), MAX_REASON);
      if (this.#troubles.get(what) !== reason) this.options.log.warn(`${what}: does not work`, { reason });
      this.#troubles.set(what, reason);
      return undefined;
    }
  }
}
