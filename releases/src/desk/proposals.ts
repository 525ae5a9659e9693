// Releases the model that the trainer proposes: names it in Git, when nothing else is on its way.
import type { Registry } from "@aisle/mlflow";
import type { Observation } from "../cluster/cluster.ts";
import type { Repository } from "../repository/repository.ts";
import { releaseTag } from "./settlement.ts";
import { isSettled } from "./steps.ts";

export interface Proposing {
  readonly registry: Pick<Registry, "byAlias" | "setAlias">;
  readonly repository: Repository;
  readonly environment: string;
  /** The registry's alias of what serves here. */
  readonly alias: string;
}

/** The commit and the version that it releases; otherwise why there is none. */
export type Proposal = { readonly version: string; readonly commit: string } | { readonly waitsFor: string };

/**
 * Looks at the alias `challenger`. A version is released once: when it has been, its tag says so. Code and model go one
 * after the other, or a failure would be nobody's. Throws what keeps it from finding out.
 */
export async function proposeModel(seen: Observation, proposing: Proposing): Promise<Proposal> {
  const { registry, repository, environment, alias } = proposing;
  if (!isSettled(seen)) return { waitsFor: "the release that runs" };
  // A challenger is compared with the alias: it must be what serves, also when a desk lost its journal on the way.
  const serving = seen.primary.model?.version;
  if (serving !== undefined && (await registry.byAlias(alias))?.version !== serving)
    await registry.setAlias(alias, serving);
  const challenger = await registry.byAlias("challenger");
  if (challenger === undefined) return { waitsFor: "a challenger" };
  const { version, digest, tags } = challenger;
  if (tags[releaseTag(environment)] !== undefined || digest === seen.primary.model?.digest)
    return { waitsFor: "a new challenger" };
  if ((await repository.head()) !== seen.commit)
    return { waitsFor: "Flux, which has not applied the newest commit yet" };
  const commit = await repository.releaseModel(
    { version, digest },
    {
      type: "release",
      subject: `model ${version}`,
      reason: tags["aisle.gate.reason"] ?? "The trainer proposed it.",
    },
  );
  return { version, commit };
}
