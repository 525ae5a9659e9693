// What k3s and `flux bootstrap` bring: DNS, metrics of pods, Traefik; Flux's controllers; and the kinds of all of them.
import { basename, join } from "node:path";
import { kubectl } from "./kubectl.ts";
import { FLUX, FLUX_KINDS, sourceOf, TRAEFIK, TRAEFIK_KINDS } from "./modules.ts";
import { ROOT } from "./place.ts";

const ROLLOUT_S = 180;
const MANIFESTS = join(ROOT, "testcluster/manifests");

/** What k3s brings, where there is none. Returns when it runs. */
export async function startPartsOfK3s(): Promise<void> {
  await apply(join(await sourceOf(TRAEFIK), TRAEFIK_KINDS));
  await apply(join(MANIFESTS, "k3s"));
  await rolledOut("kube-system", ["coredns", "metrics-server", "traefik"]);
}

/** Returns when Flux runs. */
export async function startFlux(): Promise<void> {
  // The kinds are defined in the modules that the programs are built from.
  for (const controller of FLUX) await apply(join(await sourceOf(controller), FLUX_KINDS));
  await apply(join(MANIFESTS, "flux"));
  await rolledOut(
    "flux-system",
    FLUX.map(({ module }) => basename(module)),
  );
}

/** Some kinds are too long for the annotation that a client's apply keeps. */
const apply = (path: string): Promise<string> =>
  kubectl(["apply", "--server-side", "--force-conflicts", "--filename", path]);

async function rolledOut(namespace: string, deployments: readonly string[]): Promise<void> {
  for (const name of deployments) {
    const place = [`deployment/${name}`, `--namespace=${namespace}`];
    await kubectl(["rollout", "status", ...place, `--timeout=${ROLLOUT_S}s`]);
  }
}
