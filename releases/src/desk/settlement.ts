// What is done about a release that began or ended: each task may be repeated until it succeeds.
import type { BundleVersion, MlflowClient, Registry } from "@aisle/mlflow";
import type { Journal } from "../journal/journal.ts";
import type { Gate, Release, TaskKind, Verdict } from "../journal/types.ts";
import { oneLine } from "../platform/one-line.ts";
import type { Message } from "../repository/message.ts";
import type { Repository } from "../repository/repository.ts";
import { changesModel } from "./judgement.ts";
import { titleOf } from "./words.ts";

/** Of what the gate said, in a report. */
const MAX_GATE_WORDS = 2_000;

export interface PullRequests {
  /** Proposes the branch to the next environment, or renews what is proposed; returns its address. */
  propose(title: string, body: string): Promise<string>;
}

export interface Settling {
  readonly journal: Journal;
  readonly registry: Pick<Registry, "byAlias" | "version" | "setAlias" | "setTags">;
  readonly runs: Pick<MlflowClient["runs"], "get">;
  readonly repository: Repository | undefined;
  readonly pullRequests: PullRequests | undefined;
  readonly environment: string;
  /** The registry's alias of what serves here. */
  readonly alias: string;
  /** A release's page, as people reach it. */
  readonly addressOf: (release: Release) => string | undefined;
  /** Its report in Markdown. */
  readonly reportOf: (release: Release) => string;
  /** Where the branch stood when all of it was settled. */
  readonly settledAt: (commit: string) => void;
}

/** The version's tag that says what became of it in an environment. */
export const releaseTag = (environment: string): string => `aisle.release.${environment}`;

/** What is to be done, in order. */
export function tasksOf(
  release: Release,
  verdict: Verdict | undefined,
  settling: Settling,
): readonly TaskKind[] {
  const { repository, pullRequests } = settling;
  const hasModel = changesModel(release) && release.to.model !== undefined;
  switch (verdict) {
    case undefined:
      return [
        ...(repository === undefined ? [] : ["describe" as const]),
        ...(hasModel ? ["gate" as const] : []),
      ];
    case "promoted":
      return [
        ...(hasModel ? (["alias", "tag"] as const) : []),
        ...(pullRequests === undefined ? [] : ["pull request" as const]),
      ];
    case "rolled back":
      return [
        ...(repository === undefined ? [] : ["revert" as const]),
        ...(hasModel ? ["tag" as const] : []),
      ];
    case "superseded":
      return [];
  }
}

/** Does it; throws what keeps it from being done. */
export async function settle(kind: TaskKind, release: Release, settling: Settling): Promise<void> {
  const { journal, registry, repository, environment, alias } = settling;
  const { model } = release.to;
  switch (kind) {
    case "describe":
      if (repository === undefined || release.commit === undefined) return;
      journal.addDetails(release.id, {
        commits: await repository.commits({ base: release.base, commit: release.commit }),
      });
      return;
    case "gate":
      if (model === undefined) return;
      journal.addDetails(release.id, { gate: await gateOf(model.version, settling) });
      return;
    case "alias":
      if (model !== undefined) await registry.setAlias(alias, (await known(registry, model)).version);
      return;
    case "tag":
      if (model !== undefined)
        await registry.setTags((await known(registry, model)).version, tags(release, environment));
      return;
    case "revert": {
      if (repository === undefined || release.commit === undefined) return;
      const reverted = await repository.revert(
        { base: release.base, commit: release.commit },
        revertMessage(release, settling.addressOf(release)),
      );
      journal.addDetails(release.id, {
        revert: reverted.outcome === "reverted" ? reverted.commit : reverted.outcome,
      });
      if (reverted.outcome === "reverted") settling.settledAt(reverted.commit);
      return;
    }
    case "pull request": {
      const pullRequest = await settling.pullRequests?.propose(
        `Release to production: ${titleOf(release)}`,
        settling.reportOf(release),
      );
      if (pullRequest !== undefined) journal.addDetails(release.id, { pullRequest });
    }
  }
}

/** The registry's version, when it is the bundle that was released. */
async function known(
  registry: Pick<Registry, "version">,
  { version, digest }: { readonly version: string; readonly digest: string },
): Promise<BundleVersion> {
  const found = await registry.version(version);
  if (found.digest === digest) return found;
  throw new Error(`version ${version} is ${found.digest} in the registry, but ${digest} was released`);
}

function tags(release: Release, environment: string): Record<string, string> {
  const tag = releaseTag(environment);
  const at = new Date(release.endedAt ?? release.startedAt).toISOString();
  if (release.verdict !== "promoted")
    return { [tag]: "rolled back", [`${tag}.reason`]: release.reason ?? "", "aisle.rolled_back_at": at };
  const replaced = release.from.model === undefined ? {} : { "aisle.replaced": release.from.model.version };
  return { [tag]: "promoted", "aisle.promoted_at": at, ...replaced };
}

function revertMessage(release: Release, address: string | undefined): Message {
  const { reason, details } = release;
  return {
    type: "revert",
    subject: details.commits?.[0]?.subject ?? titleOf(release),
    reason: `${titleOf(release)} was taken back: ${details.undone ?? reason ?? ""}`,
    address,
  };
}

async function gateOf(version: string, { registry, runs }: Settling): Promise<Gate> {
  const { tags: found, runId } = await registry.version(version);
  const { metrics } = await runs.get(runId);
  const number = (name: string): number | undefined => {
    const value = metrics[`gate_ndcg_at_10_${name}`];
    return value === undefined || !Number.isFinite(value) ? undefined : value;
  };
  const numbers = {
    challenger: number("challenger"),
    champion: number("champion"),
    low: number("low"),
    high: number("high"),
  };
  return {
    reason: oneLine(found["aisle.gate.reason"] ?? "not recorded", MAX_GATE_WORDS),
    mode: oneLine(found["aisle.gate.mode"] ?? "not recorded", MAX_GATE_WORDS),
    ...(Object.fromEntries(
      Object.entries(numbers).filter(([, value]) => value !== undefined),
    ) as Partial<Gate>),
  };
}
