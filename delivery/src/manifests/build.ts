// Builds what Flux applies to a cluster, as its controllers do: kustomize, patches, values.
import { FLAGGER, program, ROOT, sourceOf } from "@aisle/testcluster";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Manifest, type Step, stepsOf, substitute } from "./flux.ts";
import { kubectl } from "./programs.ts";

export interface Built {
  /** `staging: apps`. */
  readonly name: string;
  /** From the repository's root. */
  readonly path: string;
  readonly objects: readonly Manifest[];
}

/** Where a cluster's Flux finds this repository: as `flux bootstrap` calls it, or as the test cluster does. */
const SOURCES: Readonly<Record<string, string>> = { test: "aisle" };
const BOOTSTRAPPED = "flux-system";
/** Repositories of others that a cluster follows, and the Go module that is the same at the same version. */
const OTHER_REPOSITORIES = { flagger: FLAGGER };

/** A cluster's own objects, and those of its steps in their order. */
export async function buildCluster(cluster: string): Promise<Built[]> {
  const path = `flux/clusters/${cluster}`;
  const own = parse(await kustomize(path));
  const built: Built[] = [{ name: cluster, path, objects: own }];
  // What is encrypted can be read in its cluster alone; the example has the same names.
  const settings = new Map([...valuesIn(exampleSecrets()), ...valuesIn(own.filter(holdsValues))]);
  for (const step of stepsOf(own, SOURCES[cluster] ?? BOOTSTRAPPED)) {
    if (!existsSync(join(ROOT, step.path)))
      throw new Error(`${cluster}: ${step.name}: there is no ${step.path}`);
    const text = withValues(await buildStep(join(ROOT, step.path), step), step, settings);
    const objects = parse(text);
    for (const [name, values] of valuesIn(objects.filter(holdsValues)))
      if (!settings.has(name)) settings.set(name, values);
    built.push({ name: `${cluster}: ${step.name}`, path: step.path, objects });
    for (const [source, module] of Object.entries(OTHER_REPOSITORIES))
      for (const other of stepsOf(objects, source)) {
        const folder = join(await sourceOf(module), other.path);
        built.push({
          name: `${cluster}: ${other.name}`,
          path: `${source}:${other.path}`,
          objects: parse(await buildStep(folder, other)),
        });
      }
  }
  return built;
}

/** The secrets of every cluster, without what is secret in them. */
export function exampleSecrets(): Manifest[] {
  return parse(readFileSync(join(ROOT, "flux/clusters/secrets.example.yaml"), "utf8"));
}

const holdsValues = ({ kind }: Manifest): boolean => kind === "ConfigMap" || kind === "Secret";

/** `Secret webhooks` → what it holds. */
function valuesIn(objects: readonly Manifest[]): Map<string, Readonly<Record<string, string>>> {
  return new Map(
    objects.map(({ kind, metadata, ...rest }) => [
      `${kind} ${metadata.name}`,
      (rest["stringData"] ?? rest["data"] ?? {}) as Record<string, string>,
    ]),
  );
}

/** What can be chosen and no cluster has: a component on top of an overlay. */
export async function buildChoice(name: string, changes: Readonly<Record<string, unknown>>): Promise<Built> {
  const { resources, ...others } = changes as { readonly resources: readonly string[] };
  const text = await inFolder({ resources: resources.map((path) => join(ROOT, path)), ...others });
  return { name, path: resources.join(", "), objects: parse(text) };
}

function withValues(
  text: string,
  step: Step,
  settings: ReadonlyMap<string, Readonly<Record<string, string>>>,
): string {
  if (step.substitutes.length === 0) return text;
  const values = step.substitutes.map((name) => {
    const found = settings.get(name);
    if (found === undefined)
      throw new Error(`${step.name} takes values of ${name}, which comes later or not at all`);
    return found;
  });
  return substitute(text, Object.assign({}, ...values) as Record<string, string>);
}

/** Flux's components are found from the step's own folder. */
async function buildStep(folder: string, { changes }: Step): Promise<string> {
  if (Object.keys(changes).length === 0) return await kustomize(folder);
  const { components = [], ...others } = changes as { readonly components?: readonly string[] };
  const found = components.map((path) => relative(ROOT, join(folder, path)));
  return await inFolder({ resources: [folder], ...others, ...(found.length > 0 && { components: found }) });
}

/** Builds a kustomization that is in no folder of the repository; paths in it are absolute. */
async function inFolder(changes: {
  readonly resources: readonly string[];
  readonly [field: string]: unknown;
}): Promise<string> {
  mkdirSync(join(ROOT, ".tools/manifests"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".tools/manifests/build-"));
  const nearer = (path: string): string => relative(folder, path);
  const kustomization = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    ...changes,
    resources: changes.resources.map(nearer),
    ...(Array.isArray(changes["components"])
      ? { components: (changes["components"] as string[]).map((path) => nearer(join(ROOT, path))) }
      : {}),
  };
  try {
    writeFileSync(join(folder, "kustomization.yaml"), JSON.stringify(kustomization));
    return await kustomize(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const kustomize = (path: string): Promise<string> => program([kubectl(), "kustomize", path]);

function parse(text: string): Manifest[] {
  if (text.trim() === "") return [];
  const parsed = Bun.YAML.parse(text) as Manifest | Manifest[];
  // What SOPS adds to an object, Flux takes out again.
  return [parsed].flat().map(withoutSops);
}

function withoutSops(object: Manifest): Manifest {
  return Object.fromEntries(
    Object.entries(object).filter(([field]) => field !== "sops"),
  ) as unknown as Manifest;
}
