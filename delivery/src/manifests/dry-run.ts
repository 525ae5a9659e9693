// Asks a cluster's API server what it would say to each object, without keeping any. In a namespace of its own, made for
// it and removed: of an object that is there already, the server would compare what may never change.
import { program, ProgramError } from "@aisle/testcluster";
import type { Manifest } from "./flux.ts";
import { kubectl } from "./programs.ts";

export interface DryRun {
  readonly accepted: number;
  readonly faults: readonly string[];
  /** Kinds that the cluster does not know, and how many objects are of them. */
  readonly unknown: ReadonlyMap<string, number>;
}

/** The cluster of `KUBECONFIG`, for as long as it is asked. */
export interface Cluster extends AsyncDisposable {
  readonly dryRun: (objects: readonly Manifest[]) => Promise<DryRun>;
}

export async function clusterToAsk(): Promise<Cluster> {
  const known = await knownKinds();
  const namespace = `check-manifests-${crypto.randomUUID().slice(0, 8)}`;
  await ask(["create", "namespace", namespace]);
  return {
    async dryRun(objects) {
      const unknown = new Map<string, number>();
      const faults: string[] = [];
      let accepted = 0;
      for (const object of objects) {
        const kind = `${object.apiVersion} ${object.kind}`;
        if (!known.has(kind)) {
          unknown.set(kind, (unknown.get(kind) ?? 0) + 1);
          continue;
        }
        const fault = await faultOf(moved(object, namespace));
        if (fault === undefined) accepted += 1;
        else faults.push(`${object.kind} ${object.metadata.name}: ${fault}`);
      }
      return { accepted, faults, unknown };
    },
    async [Symbol.asyncDispose]() {
      await ask(["delete", "namespace", namespace, "--wait=false"]);
    },
  };
}

/** An object of no namespace stays where it is. */
function moved(object: Manifest, namespace: string): Manifest {
  if (object.metadata.namespace === undefined) return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}

async function faultOf(object: Manifest): Promise<string | undefined> {
  const apply = ["apply", "--server-side", "--dry-run=server", "--force-conflicts", "--validate=strict"];
  return await ask([...apply, "--filename=-"], JSON.stringify(object)).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof ProgramError) return error.message.split("\n").slice(1).join(" ");
      throw error;
    },
  );
}

/** `apps/v1 Deployment` and so on. */
async function knownKinds(): Promise<ReadonlySet<string>> {
  const table = await ask(["api-resources", "--no-headers"]);
  return new Set(
    table.split("\n").flatMap((line) => {
      const [, apiVersion, , kind] = /(\S+)\s+(true|false)\s+(\S+)\s*$/.exec(line) ?? [];
      return apiVersion === undefined ? [] : [`${apiVersion} ${kind}`];
    }),
  );
}

const ask = (args: readonly string[], input?: string): Promise<string> =>
  program([kubectl(), ...args], input === undefined ? {} : { input });
