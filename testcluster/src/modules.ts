// The Go modules that the cluster's programs are built from: their definitions of kinds are read from there.
import { join } from "node:path";
import { ROOT } from "./place.ts";
import { program } from "./program.ts";

export interface GoModule {
  readonly module: string;
  /** The folder of requirements/go that names its version. */
  readonly of: string;
}

/** The folder of those that are built together. */
const of = "cluster";
export const FLUX: readonly GoModule[] = [
  { module: "github.com/fluxcd/source-controller", of },
  { module: "github.com/fluxcd/kustomize-controller", of },
  { module: "github.com/fluxcd/helm-controller", of },
  { module: "github.com/fluxcd/notification-controller", of },
];
/** In each of them. */
export const FLUX_KINDS = "config/crd/bases";
export const FLAGGER: GoModule = { module: "github.com/fluxcd/flagger", of };
export const TRAEFIK: GoModule = { module: "github.com/traefik/traefik/v3", of: "traefik" };
/** In its module. */
export const TRAEFIK_KINDS = "docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml";

/** The folder of a module's source; fetches it when it is not there. */
export async function sourceOf({ module, of }: GoModule): Promise<string> {
  const said = await program(["go", "mod", "download", "-json", module], {
    cwd: join(ROOT, "requirements/go", of),
  });
  return (JSON.parse(said) as { readonly Dir: string }).Dir;
}
