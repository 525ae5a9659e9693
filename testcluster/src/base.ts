// What k3s and `flux bootstrap` bring: DNS, metrics of pods, Traefik, Flux's controllers; and the kinds of all of them.
import { join } from "node:path";
import { kubectl } from "./kubectl.ts";
import { ROOT } from "./place.ts";
import { program } from "./program.ts";

const ROLLOUT_S = 180;

const TRAEFIK_KINDS = "docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml";

/** Where the kinds are defined: in the modules that the programs are built from. */
const KINDS = [
  { built: "traefik", module: "github.com/traefik/traefik/v3", path: TRAEFIK_KINDS },
  { built: "source-controller", module: "github.com/fluxcd/source-controller", path: "config/crd/bases" },
  {
    built: "kustomize-controller",
    module: "github.com/fluxcd/kustomize-controller",
    path: "config/crd/bases",
  },
] as const;

const DEPLOYMENTS = [
  ["kube-system", "coredns"],
  ["kube-system", "metrics-server"],
  ["kube-system", "traefik"],
  ["flux-system", "source-controller"],
  ["flux-system", "kustomize-controller"],
] as const;

/** Returns when all of it runs. */
export async function startBase(): Promise<void> {
  for (const { built, module, path } of KINDS) {
    const file = join(await sourceOf(built, module), path);
    // Some are too long for the annotation that a client's apply keeps.
    await kubectl(["apply", "--server-side", "--force-conflicts", "--filename", file]);
  }
  await kubectl([
    "apply",
    "--server-side",
    "--force-conflicts",
    "--filename",
    join(ROOT, "testcluster/manifests"),
  ]);
  for (const [namespace, name] of DEPLOYMENTS)
    await kubectl([
      "rollout",
      "status",
      `deployment/${name}`,
      `--namespace=${namespace}`,
      `--timeout=${ROLLOUT_S}s`,
    ]);
}

/** The folder of a module's source, at the version that is built. */
export async function sourceOf(built: string, module: string): Promise<string> {
  const folder = await program(["go", "list", "-m", "-f", "{{.Dir}}", module], {
    cwd: join(ROOT, "requirements/go", built),
  });
  return folder.trim();
}
