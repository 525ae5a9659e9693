// What k3s and `flux bootstrap` bring: DNS, metrics of pods, Traefik; Flux's controllers; and the kinds of all of them.
import { join } from "node:path";
import { kubectl } from "./kubectl.ts";
import { sourceOf, TRAEFIK, TRAEFIK_KINDS } from "./modules.ts";
import { ROOT } from "./place.ts";

const ROLLOUT_S = 180;
const MANIFESTS = join(ROOT, "testcluster/manifests");

/** Folders of requirements/go, and deployments. */
export const FLUX = [
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "notification-controller",
] as const;

/** What k3s brings, where there is none. Returns when it runs. */
export async function startPartsOfK3s(): Promise<void> {
  await apply(join(await sourceOf(TRAEFIK), TRAEFIK_KINDS));
  await apply(join(MANIFESTS, "k3s"));
  await rolledOut("kube-system", ["coredns", "metrics-server", "traefik"]);
}

/** Returns when Flux runs. */
export async function startFlux(): Promise<void> {
  // The kinds are defined in the modules that the programs are built from.
  for (const name of FLUX)
    await apply(join(await sourceOf({ module: `github.com/fluxcd/${name}`, of: name }), "config/crd/bases"));
  await apply(join(MANIFESTS, "flux"));
  await rolledOut("flux-system", FLUX);
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
