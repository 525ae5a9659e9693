// `make check-manifests`: what Flux would apply to each cluster, built and compared with the kinds' own definitions, and
// the tests of Prometheus' rules. DRY_RUN=1 asks the cluster of KUBECONFIG, too.
import { ROOT, program } from "@aisle/testcluster";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Built, buildChoice, buildCluster, exampleSecrets } from "./build.ts";
import { clusterToAsk } from "./dry-run.ts";
import type { Manifest } from "./flux.ts";
import { bringPrograms, promtool } from "./programs.ts";
import { schemaFiles } from "./schema-files.ts";
import { faultsOf } from "./validate.ts";

const CLUSTERS = ["test", "staging", "production"];
/** Of k3s, or from outside: the test cluster has none of it. */
const K3S_ONLY = new Set([
  "flux/infrastructure/k3s",
  "flux/infrastructure/certificates",
  "flux/infrastructure/keda",
]);
const K3S_KINDS = /^(cert-manager\.io|helm\.cattle\.io|helm\.toolkit\.fluxcd\.io|keda\.sh)\//;
const RULES = "flux/infrastructure/monitoring/rules";

/** Each is wrong in one way; a check that lets one pass checks nothing. */
const BROKEN: Readonly<Record<string, Manifest>> = {
  "a field nobody knows": {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "a" },
    spec: { port: 80 },
  },
  "a value of another type": {
    apiVersion: "flagger.app/v1beta1",
    kind: "Canary",
    metadata: { name: "a" },
    spec: { targetRef: { kind: "Deployment", name: "a" }, analysis: { threshold: "three" } },
  },
  "a kind nobody knows": { apiVersion: "v1", kind: "Gremlin", metadata: { name: "a" } },
};

const write = (line: string): void => void process.stdout.write(`${line}\n`);

await bringPrograms();
const schemas = await schemaFiles();
let faults = 0;
const fault = (place: string, what: string): void => {
  faults += 1;
  write(`  ${place}: ${what}`);
};

for (const [what, manifest] of Object.entries(BROKEN))
  if ((await faultsOf([manifest], schemas)).length === 0) fault("the check itself", `lets ${what} pass`);

const built: Built[] = [];
const include = async (name: string, build: () => Promise<readonly Built[]>): Promise<void> => {
  await build().then(
    (more) => built.push(...more),
    (error: unknown) => fault(name, error instanceof Error ? error.message : String(error)),
  );
};
for (const cluster of CLUSTERS) await include(cluster, () => buildCluster(cluster));
await include("scaling by requests", async () => [
  await buildChoice("scaling by requests", {
    resources: ["flux/apps/production"],
    components: ["flux/apps/scale-by-requests"],
  }),
  await buildChoice("KEDA", { resources: ["flux/infrastructure/keda"] }),
]);
const example = "flux/clusters/secrets.example.yaml";
built.push({ name: example, path: example, objects: exampleSecrets() });
for (const { name, objects } of built) {
  for (const found of await faultsOf(objects, schemas)) fault(name, found);
  write(`${name}: ${objects.length} objects`);
}

const tests = readdirSync(join(ROOT, RULES)).filter((file) => file.endsWith(".test.yml"));
await program([promtool(), "test", "rules", ...tests], { cwd: join(ROOT, RULES) }).then(
  () => write(`rules: ${tests.join(", ")} hold`),
  (error: unknown) => fault("rules", String(error)),
);

if (process.env["DRY_RUN"] === "1") await askCluster();
write(faults === 0 ? "All manifests are sound." : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;

async function askCluster(): Promise<void> {
  await using cluster = await clusterToAsk();
  for (const { name, path, objects } of built) {
    if (K3S_ONLY.has(path.replace(/^\.\//, ""))) {
      write(`dry run, ${name}: left out, it is of k3s`);
      continue;
    }
    const { accepted, faults, unknown } = await cluster.dryRun(objects);
    for (const found of faults) fault(`dry run, ${name}`, found);
    for (const [kind, count] of unknown)
      if (K3S_KINDS.test(kind)) write(`dry run, ${name}: left out: ${count} of ${kind}`);
      else fault(`dry run, ${name}`, `the cluster does not know ${kind}`);
    write(`dry run, ${name}: ${accepted} of ${objects.length} accepted`);
  }
}
