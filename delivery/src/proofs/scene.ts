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
import { release } from "./canary.ts";
import { newestReport } from "./desk.ts";
import { fillShop, retrain } from "./shop.ts";

export interface Scene {
  readonly delivery: Delivery;
  readonly write: (line: string) => void;
  /** Traefik's address; the API is behind it by this host. */
  readonly url: string;
  readonly host: string;
  /** How long Flux took to install all of it; undefined when it was there already. */
  readonly installSeconds: number | undefined;
}

const HOST = "api.aisle.local";
const BUILD_MS = 3_600_000;
const INSTALL_MS = 600_000;

/** Brings the cluster up, has Flux install Aisle, fills the shop, and releases its first model. Idempotent. */
export async function makeScene(write: (line: string) => void): Promise<Scene> {
  const step = stepsTo(write);
  // Aisle's own are made from one of them.
  await step("images of others", () => program(["scripts/upstream-images"], { timeoutMs: BUILD_MS }));
  await step("images of Aisle", () =>
    program(["scripts/images", "build"], { env: { TAG: "dev" }, timeoutMs: BUILD_MS }),
  );
  await step("cluster", () => up(() => undefined));
  const delivery = await startGit();
  await step("images into the cluster", () =>
    importImages(["aisle/api:dev", "aisle/releases:dev", "aisle/trainer:dev", "aisle/web:dev"]),
  );
  const wasInstalled = await isInstalled();
  const began = performance.now();
  await step("installed by Flux", async () => {
    await follow("main");
    await until("Flux has installed all of it", INSTALL_MS, isInstalled);
  });
  const installSeconds = wasInstalled ? undefined : (performance.now() - began) / 1_000;
  const address = await kubectl([
    "get",
    "service",
    "traefik",
    "--namespace=kube-system",
    "--output=jsonpath={.spec.clusterIP}",
  ]);
  const scene = { delivery, write, url: `http://${address}`, host: HOST, installSeconds };
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

/** What the CronJob does each night; the release desk then names its model in Git. */
async function releaseFirstModel(scene: Scene): Promise<void> {
  const { phase } = await release(scene, () => retrain());
  if (phase !== "Succeeded") throw new Error(`the first model's release ended as ${phase}`);
  const report = await newestReport();
  const served = await servedVersion(scene);
  if (report.verdict !== "promoted" || served !== report.to.model?.version)
    throw new Error(`release ${report.id} was ${report.verdict}, model ${served} serves`);
}
