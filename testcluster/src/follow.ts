// Has Flux follow the delivery repository, as `flux bootstrap` does.
import { importImages } from "./images.ts";
import { GIT_URL } from "./git.ts";
import { kubectl } from "./kubectl.ts";
import { KEYS, ROOT } from "./place.ts";
import { program } from "./program.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Images of others that clusters/test names. */
const OTHERS = ["postgres", "storage", "mlflow", "prometheus", "alertmanager"];
const BUILD_MS = 3_600_000;

/** Brings the images in, and applies the key of the secrets and what names the repository, its branch and folder. */
export async function follow(branch: string): Promise<void> {
  await program([join(ROOT, "scripts/upstream-images"), ...OTHERS], { timeoutMs: BUILD_MS });
  await importImages(await upstream(OTHERS));
  const key = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "sops-age", namespace: "flux-system" },
    stringData: { "age.agekey": readFileSync(join(KEYS, "test.agekey"), "utf8") },
  };
  const source = {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: "aisle", namespace: "flux-system" },
    spec: { interval: "5s", url: `${GIT_URL}/aisle.git`, ref: { branch } },
  };
  const cluster = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "flux-system", namespace: "flux-system" },
    spec: {
      interval: "10m",
      retryInterval: "10s",
      prune: true,
      path: "./flux/clusters/test",
      sourceRef: { kind: "GitRepository", name: "aisle" },
    },
  };
  await kubectl(["apply", "--server-side", "--filename", "-"], {
    input: JSON.stringify({ apiVersion: "v1", kind: "List", items: [key, source, cluster] }),
  });
}

async function upstream(names: readonly string[]): Promise<string[]> {
  const lines = (await Bun.file(join(ROOT, "images/upstream.env")).text()).split("\n");
  return names.map((name) => {
    const variable = `${name.toUpperCase()}_IMAGE=`;
    const line = lines.find((text) => text.startsWith(variable));
    if (line === undefined) throw new Error(`images/upstream.env has no ${variable}`);
    return line.slice(variable.length);
  });
}
