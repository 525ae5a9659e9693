// The schemas as files, where kubeconform looks for them: made once of the versions that requirements/go names.
import {
  FLAGGER,
  FLUX,
  FLUX_KINDS,
  type GoModule,
  program,
  ROOT,
  sourceOf,
  TRAEFIK,
  TRAEFIK_KINDS,
} from "@aisle/testcluster";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { customKinds, type Kind, type KindSchema, ownKinds } from "./kinds.ts";
import { kubectl } from "./programs.ts";

/** Each module's folder of requirements/go, and where it defines kinds. */
const SOURCES: readonly (GoModule & { readonly path: string })[] = [
  { ...TRAEFIK, path: TRAEFIK_KINDS },
  { ...FLAGGER, path: "kustomize/base/flagger" },
  ...FLUX.map((controller) => ({ ...controller, path: FLUX_KINDS })),
  { module: "github.com/cert-manager/cert-manager", of: "kinds", path: "deploy/crds" },
  { module: "github.com/kedacore/keda/v2", of: "kinds", path: "config/crd/bases" },
  { module: "github.com/k3s-io/helm-controller", of: "kinds", path: "pkg/crds/yaml/generated" },
];

const KUBERNETES = { module: "k8s.io/kubernetes", of: "kubernetes" } as const;
const DOCUMENT = "api/openapi-spec/swagger.json";
const FOLDER = join(ROOT, ".tools/manifests");

/** As `fileOf` names them, for kubeconform. */
export const TEMPLATE = "{{.Group}}_{{.ResourceAPIVersion}}_{{.ResourceKind}}.json";

/** kubeconform takes the version of the core group for its group. */
export function fileOf({ apiVersion, kind }: Kind): string {
  const parts = apiVersion.split("/");
  return `${parts[0]}_${parts.at(-1)}_${kind.toLowerCase()}.json`;
}

/** The folder of the schemas; makes them when they are not there. */
export async function schemaFiles(): Promise<string> {
  const folder = join(FOLDER, `schemas-${madeFrom()}`);
  if (existsSync(folder)) return folder;
  const document = JSON.parse(readFileSync(join(await sourceOf(KUBERNETES), DOCUMENT), "utf8")) as Parameters<
    typeof ownKinds
  >[0];
  const schemas: KindSchema[] = ownKinds(document);
  for (const source of SOURCES)
    for (const definition of await definitionsIn(join(await sourceOf(source), source.path)))
      schemas.push(...customKinds(definition, document));
  rmSync(FOLDER, { recursive: true, force: true });
  const unfinished = `${folder}.part`;
  mkdirSync(unfinished, { recursive: true });
  for (const { schema, ...kind } of schemas)
    writeFileSync(join(unfinished, fileOf(kind)), JSON.stringify(schema));
  renameSync(unfinished, folder);
  return folder;
}

/** Changes with the modules' versions and with the code that makes schemas. */
function madeFrom(): string {
  const folders = new Set([KUBERNETES.of, ...SOURCES.map(({ of }) => of)]);
  const files = [
    ...[...folders].map((folder) => join(ROOT, "requirements/go", folder, "go.mod")),
    ...["schema.ts", "kinds.ts", "schema-files.ts"].map((name) => join(import.meta.dir, name)),
  ];
  const hasher = new Bun.CryptoHasher("sha256");
  for (const file of files) hasher.update(readFileSync(file));
  return hasher.digest("hex").slice(0, 16);
}

/** Of a file, of the files in a folder, or of what a folder's kustomization makes: the objects. */
async function definitionsIn(path: string): Promise<unknown[]> {
  if (existsSync(join(path, "kustomization.yaml")))
    return [Bun.YAML.parse(await program([kubectl(), "kustomize", path]))].flat();
  const files = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith(".yaml"))
        .map((name) => join(path, name))
    : [path];
  return files.flatMap((file): unknown => Bun.YAML.parse(readFileSync(file, "utf8")));
}
