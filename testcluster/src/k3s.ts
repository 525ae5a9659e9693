// The cluster by the machine's own k3s, where there is one: a single process that brings DNS, metrics and Traefik along.
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { daemons, startDaemon } from "./daemons.ts";
import { kubectl } from "./kubectl.ts";
import { addNodeAddress, nodeIsReady } from "./node.ts";
import { KUBECONFIG, NODE, PORTS, ROOT, STATE } from "./place.ts";
import { until } from "./until.ts";

const NAME = "k3s";
/** Where k3s keeps what runs, whatever its data directory. */
export const K3S_RUN = "/run/k3s";
export const K3S_INTERFACES = ["cni0", "flannel.1"];
/** Its charts are installed by jobs of the cluster's. */
const CHARTS_MS = 600_000;

/** Whether k3s runs, or ran, for this cluster. */
export const isK3s = (): boolean => daemons().includes(NAME);

/** Returns when its node takes pods and its Traefik is as a shop's. */
export async function startK3s(k3s: string): Promise<void> {
  await addNodeAddress();
  // What lies there is applied by k3s itself, so that its Traefik never runs without.
  const manifests = join(STATE, "k3s/server/manifests");
  mkdirSync(manifests, { recursive: true });
  cpSync(join(ROOT, "flux/infrastructure/k3s/traefik.yaml"), join(manifests, "aisle-traefik.yaml"));
  startDaemon(NAME, [
    k3s,
    "server",
    `--data-dir=${STATE}/k3s`,
    `--write-kubeconfig=${KUBECONFIG}`,
    "--write-kubeconfig-mode=600",
    `--https-listen-port=${PORTS.apiserver}`,
    `--node-name=${NODE}`,
    // Nobody outside asks it, and what is in it goes with it.
    "--disable=servicelb,local-storage",
    `--kubelet-arg=root-dir=${STATE}/kubelet`,
    // An image that is thrown away cannot be had again.
    "--kubelet-arg=image-gc-high-threshold=100",
  ]);
  await nodeIsReady();
  await until("k3s has installed Traefik", CHARTS_MS, async () => {
    const traefik = await kubectl([
      "get",
      "deployment",
      "traefik",
      "--namespace=kube-system",
      "--ignore-not-found",
      "--output=jsonpath={.status.readyReplicas} {.spec.template.spec.containers[0].args}",
    ]);
    return /^[1-9].*addServicesLabels=true/i.test(traefik);
  });
}
