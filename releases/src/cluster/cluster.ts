// What the cluster says of the canary: Flagger's view of it, what runs, and which commit Flux has applied.
import type * as v from "valibot";
import { getJson, type JsonRequest, ServiceError } from "../platform/get-json.ts";
import { CanarySchema, DeploymentSchema, EventsSchema, KustomizationSchema, PodsSchema } from "./kinds.ts";

/** What a pod of the API runs. */
export interface Revision {
  readonly image: string;
  /** Undefined before the first model. */
  readonly model: { readonly version: string; readonly digest: string } | undefined;
}

/** A check of the canary's analysis, as its manifest has it. */
export interface Check {
  readonly name: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** The cluster at one moment. */
export interface Observation {
  /** Flagger's: `Initialized`, `Progressing`, `WaitingPromotion`, `Promoting`, `Finalising`, `Succeeded`, `Failed`, … */
  readonly phase: string;
  /** Percent of the requests that the canary gets. */
  readonly weight: number;
  readonly failedChecks: number;
  /** Flagger's hash of what was applied last, and of what was promoted last. */
  readonly appliedSpec: string;
  readonly promotedSpec: string;
  /** When the phase became an end, or stopped being one; unix milliseconds. */
  readonly turnedAt: number;
  readonly checks: readonly Check[];
  /** Between two looks of Flagger, in milliseconds. */
  readonly intervalMs: number;
  readonly target: Revision;
  readonly primary: Revision;
  /** The commit that Flux has applied or is applying; undefined when it says none. */
  readonly commit: string | undefined;
}

export interface ClusterEvent {
  /** Unix milliseconds. */
  readonly at: number;
  readonly message: string;
  readonly isWarning: boolean;
}

/** Reads from the Kubernetes API; it may change nothing. */
export interface Cluster {
  /** Undefined before there is a canary that Flagger has seen. Throws `ServiceError`. */
  observe(): Promise<Observation | undefined>;
  /** What Flagger said of the canary lately, also while nobody listened to its webhooks. Throws `ServiceError`. */
  events(): Promise<readonly ClusterEvent[]>;
  /** Why pods of the canary do not start, in a sentence each; none when they do. Throws `ServiceError`. */
  troubles(): Promise<readonly string[]>;
}

export interface ClusterOptions {
  readonly url: string;
  /** Read for each request: Kubernetes renews it. */
  readonly token: () => Promise<string>;
  readonly ca: string | undefined;
  readonly canary: { readonly namespace: string; readonly name: string };
  readonly kustomization: { readonly namespace: string; readonly name: string };
}

/** Kubernetes waits with a container as long as it has to; these it would not, were all well. */
const HARMLESS_WAITS = new Set(["PodInitializing", "ContainerCreating", "CrashLoopBackOff", ""]);

/** The model version of a shop that has none yet. */
const NONE = "none";
const NOT_FOUND = 404;
/** What Kubernetes writes before a message when it has many alike. */
const AGGREGATED = /^\(combined from similar events\): /;

export class KubernetesCluster implements Cluster {
  constructor(private readonly options: ClusterOptions) {}

  async observe(): Promise<Observation | undefined> {
    const { canary, kustomization } = this.options;
    const deployment = (name: string) =>
      this.#get(DeploymentSchema, `/apis/apps/v1/namespaces/${canary.namespace}/deployments/${name}`);
    try {
      const [found, target, primary, applied] = await Promise.all([
        this.#get(
          CanarySchema,
          `/apis/flagger.app/v1beta1/namespaces/${canary.namespace}/canaries/${canary.name}`,
        ),
        deployment(canary.name),
        deployment(`${canary.name}-primary`),
        this.#get(
          KustomizationSchema,
          `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${kustomization.namespace}/kustomizations/${kustomization.name}`,
        ),
      ]);
      if (found.status === undefined) return undefined;
      const { phase, canaryWeight, failedChecks, lastAppliedSpec, lastPromotedSpec, conditions } =
        found.status;
      const promoted = conditions.find(({ type }) => type === "Promoted");
      return {
        phase,
        weight: canaryWeight,
        failedChecks,
        appliedSpec: lastAppliedSpec,
        promotedSpec: lastPromotedSpec,
        turnedAt: Date.parse(promoted?.lastTransitionTime ?? "") || 0,
        checks: found.spec.analysis.metrics.map(({ name, thresholdRange }) => ({ name, ...thresholdRange })),
        intervalMs: milliseconds(found.spec.analysis.interval),
        target: revisionOf(target),
        primary: revisionOf(primary),
        commit: commitOf(applied.status.lastAttemptedRevision ?? applied.status.lastAppliedRevision),
      };
    } catch (error) {
      if (error instanceof ServiceError && error.status === NOT_FOUND) return undefined;
      throw error;
    }
  }

  async events(): Promise<readonly ClusterEvent[]> {
    const { namespace, name } = this.options.canary;
    const selector = encodeURIComponent(`involvedObject.kind=Canary,involvedObject.name=${name}`);
    const { items } = await this.#get(
      EventsSchema,
      `/api/v1/namespaces/${namespace}/events?fieldSelector=${selector}`,
    );
    return items.map(({ type, message, lastTimestamp, eventTime }) => ({
      at: Date.parse(lastTimestamp ?? eventTime ?? "") || 0,
      message: message.replace(AGGREGATED, ""),
      isWarning: type === "Warning",
    }));
  }

  async troubles(): Promise<readonly string[]> {
    const { namespace, name } = this.options.canary;
    const { items } = await this.#get(
      PodsSchema,
      `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(`app=${name}`)}`,
    );
    const found = items
      // Those that are on their way out end as they are told to.
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .flatMap(({ status }) => [...status.initContainerStatuses, ...status.containerStatuses])
      .flatMap(({ name: container, state, lastState }) => {
        const end = state.terminated ?? lastState.terminated;
        if (end !== undefined && end.exitCode !== 0)
          return [`container ${container} ended with ${end.exitCode}: ${oneLine(end.message)}`];
        const { reason = "", message = "" } = state.waiting ?? {};
        return HARMLESS_WAITS.has(reason) ? [] : [`container ${container}: ${reason} ${oneLine(message)}`];
      });
    return [...new Set(found)];
  }

  async #get<Schema extends v.GenericSchema>(schema: Schema, path: string): Promise<v.InferOutput<Schema>> {
    const { url, token, ca } = this.options;
    const request: JsonRequest = { headers: { authorization: `Bearer ${await token()}` }, ca };
    return await getJson(schema, `${url}${path}`, request);
  }
}

const LONGEST = 400;
/** The end of it: what a program says last is why it ended. */
const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, " ").slice(-LONGEST);

function revisionOf({ spec }: v.InferOutput<typeof DeploymentSchema>): Revision {
  const [container] = spec.template.spec.containers;
  const value = (name: string): string => container?.env.find((entry) => entry.name === name)?.value ?? "";
  const version = value("MODEL_VERSION");
  return {
    image: container?.image ?? "",
    model: version === "" || version === NONE ? undefined : { version, digest: value("MODEL_DIGEST") },
  };
}

/** Of `main@sha1:0123…`. */
function commitOf(revision: string | undefined): string | undefined {
  return /([0-9a-f]{40,64})$/.exec(revision ?? "")?.[1];
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration as Go writes it, `1m30s`; 0 when it is none. */
export function milliseconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
}
