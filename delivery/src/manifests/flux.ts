// What Flux applies: of each cluster its Flux Kustomizations, in their order, and what each makes of its folder.

/** An object as it is applied. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** A Kustomization of Flux, as far as it says what is applied. */
export interface Step {
  readonly name: string;
  /** From the repository's root. */
  readonly path: string;
  readonly dependsOn: readonly string[];
  /** What it does to the folder, in kustomize's words. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** Whose values are put in: `ConfigMap settings`. */
  readonly substitutes: readonly string[];
}

const FLUX_KIND = "kustomize.toolkit.fluxcd.io/";
const CHANGES = ["patches", "images", "components", "targetNamespace", "namePrefix", "nameSuffix"];

/** The steps among a cluster's objects, of its own repository, each after those that it depends on. */
export function stepsOf(objects: readonly Manifest[], source: string): Step[] {
  const steps = objects.flatMap((object) => stepOf(object, source));
  const sorted: Step[] = [];
  const visit = (step: Step, waiting: readonly string[]): void => {
    if (waiting.includes(step.name)) throw new Error(`${[...waiting, step.name].join(" → ")} is a circle`);
    if (sorted.includes(step)) return;
    for (const name of step.dependsOn) {
      const needed = steps.find((other) => other.name === name);
      if (needed === undefined) throw new Error(`${step.name} depends on ${name}, which there is not`);
      visit(needed, [...waiting, step.name]);
    }
    sorted.push(step);
  };
  for (const step of steps) visit(step, []);
  return sorted;
}

interface Spec {
  readonly path?: string;
  readonly sourceRef?: { readonly name: string };
  readonly dependsOn?: readonly { readonly name: string }[];
  readonly postBuild?: {
    readonly substituteFrom?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly [field: string]: unknown;
}

function stepOf({ apiVersion, kind, metadata, ...rest }: Manifest, source: string): Step[] {
  if (kind !== "Kustomization" || !apiVersion.startsWith(FLUX_KIND)) return [];
  const spec = rest["spec"] as Spec;
  if (spec.sourceRef?.name !== source) return [];
  return [
    {
      name: metadata.name,
      path: spec.path ?? ".",
      dependsOn: (spec.dependsOn ?? []).map(({ name }) => name),
      changes: Object.fromEntries(
        CHANGES.flatMap((field) => (spec[field] === undefined ? [] : [[field, spec[field]]])),
      ),
      substitutes: (spec.postBuild?.substituteFrom ?? []).map(({ kind, name }) => `${kind} ${name}`),
    },
  ];
}

/** Puts values in where a text says `${NAME}`. Throws for a name without a value, for which Flux would put in nothing. */
export function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{([A-Za-z_]\w*)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new Error(`\${${name}} is put in, and the cluster's settings do not have it`);
    return value;
  });
}
