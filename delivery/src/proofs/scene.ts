// The test cluster with Aisle on it and a first model, before a proof begins.
import {
  type Delivery,
  follow,
  importImages,
  kubectl,
  program,
  startGit,
  stepsTo,
  until,
  up,
} from "@aisle/testcluster";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { release } from "./canary.ts";
import { newestReport } from "./desk.ts";

export interface Scene {
  readonly delivery: Delivery;
  readonly write: (line: string) => void;
  /** Traefik's address; the API is behind it by this host. */
  readonly url: string;
  readonly host: string;
}

const HOST = "api.aisle.local";
const BUILD_MS = 3_600_000;
const INSTALL_MS = 600_000;
const JOB_S = 300;

/** Brings the cluster up, has Flux install Aisle, fills the shop, and releases its first model. Idempotent. */
export async function makeScene(write: (line: string) => void): Promise<Scene> {
  const step = stepsTo(write);
  await step("images of Aisle", () =>
    program(["scripts/images", "build"], { env: { TAG: "dev" }, timeoutMs: BUILD_MS }),
  );
  await step("cluster", () => up(() => undefined));
  const delivery = await startGit();
  await step("images into the cluster", () =>
    importImages(["aisle/api:dev", "aisle/releases:dev", "aisle/trainer:dev", "aisle/web:dev"]),
  );
  await step("installed by Flux", async () => {
    await follow("main");
    await until("Flux has installed all of it", INSTALL_MS, isInstalled);
  });
  const address = await kubectl([
    "get",
    "service",
    "traefik",
    "--namespace=kube-system",
    "--output=jsonpath={.spec.clusterIP}",
  ]);
  const scene = { delivery, write, url: `http://${address}`, host: HOST };
  if ((await servedVersion(scene)) === undefined) {
    await step("a shop's items and events", fillShop);
    await step("first model, released", () => releaseFirstModel(scene));
  }
  return scene;
}

async function isInstalled(): Promise<boolean> {
  const ready = await kubectl([
    "get",
    "kustomizations",
    "--namespace=flux-system",
    '--output=jsonpath={range .items[*]}{.metadata.name}={.status.conditions[?(@.type=="Ready")].status} {end}',
  ]);
  const states = ready.trim().split(" ");
  return (
    states.some((state) => state.startsWith("apps=")) && states.every((state) => state.endsWith("=True"))
  );
}

/** The version of the model that answers; undefined before the first one. */
export async function servedVersion({ url, host }: Pick<Scene, "url" | "host">): Promise<string | undefined> {
  const response = await fetch(`${url}/v1/model`, { headers: { host } });
  if (response.status !== 200) return undefined;
  return ((await response.json()) as { readonly version: string }).version;
}

/** A generated shop, ingested by the trainer in the cluster. */
async function fillShop(): Promise<void> {
  await runJob("fill-shop", [
    "sh",
    "-euc",
    "bun trainer/src/main.ts generate --out /tmp/shop --customers 800 --items 300 --days 60 && " +
      "bun trainer/src/main.ts ingest --data /tmp/shop",
  ]);
}

/** What the CronJob does each night; the release desk then names its model in Git. */
async function releaseFirstModel(scene: Scene): Promise<void> {
  const { phase } = await release(scene, () =>
    runJob("first-model", ["bun", "trainer/src/main.ts", "retrain", "--propose"]),
  );
  if (phase !== "Succeeded") throw new Error(`the first model's release ended as ${phase}`);
  const report = await newestReport();
  const served = await servedVersion(scene);
  if (report.verdict !== "promoted" || served !== report.to.model?.version)
    throw new Error(`release ${report.id} was ${report.verdict}, model ${served} serves`);
}

/** Runs a command of the trainer in the cluster, as its CronJob would, and returns what it said. */
export async function runJob(name: string, command: readonly string[]): Promise<string> {
  const cronJob = JSON.parse(
    await kubectl(["get", "cronjob", "retrain", "--namespace=aisle", "--output=json"]),
  ) as { readonly spec: { readonly jobTemplate: { readonly spec: Record<string, unknown> } } };
  const { spec } = structuredClone(cronJob.spec.jobTemplate) as {
    readonly spec: {
      backoffLimit: number;
      template: { spec: { containers: { command?: readonly string[]; args?: readonly string[] }[] } };
    };
  };
  const [container] = spec.template.spec.containers;
  container!.command = command;
  delete container!.args;
  spec.backoffLimit = 0;
  const job = { apiVersion: "batch/v1", kind: "Job", metadata: { name, namespace: "aisle" }, spec };
  await kubectl(["delete", "job", name, "--namespace=aisle", "--ignore-not-found"]);
  await kubectl(["apply", "--filename", "-"], { input: JSON.stringify(job) });
  const logs = (): Promise<string> => kubectl(["logs", `job/${name}`, "--namespace=aisle"]);
  await kubectl([
    "wait",
    "--for=condition=complete",
    `job/${name}`,
    "--namespace=aisle",
    `--timeout=${JOB_S}s`,
  ]).catch(async (error: unknown) => {
    throw new Error(`job ${name} did not end well:\n${await logs()}`, { cause: error });
  });
  return await logs();
}

/** Changes the tag of the API's image on a feature branch, and merges that to `develop` and to `main`. */
export async function releaseImage({ delivery }: Scene, tag: string, branch: string): Promise<void> {
  const { git, folder } = delivery;
  const file = join(folder, "flux/apps/release/kustomization.yaml");
  await delivery.checkOut("main");
  await delivery.checkOut("develop");
  await git("merge", "--quiet", "--no-edit", "main");
  await git("switch", "--quiet", "--force-create", branch);
  writeFileSync(file, readFileSync(file, "utf8").replace(/(name: aisle\/api\n\s+newTag: ).*/, `$1${tag}`));
  await delivery.commit(`feat(api): image ${tag}`);
  for (const [to, from] of [
    ["develop", branch],
    ["main", "develop"],
  ] as const) {
    await git("switch", "--quiet", to);
    await git("merge", "--quiet", "--no-ff", "--no-edit", from);
    await git("push", "--quiet", "origin", to);
  }
}
