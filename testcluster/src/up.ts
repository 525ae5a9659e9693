// Starts the cluster, or what of it does not run.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startControlPlane } from "./control-plane.ts";
import { startBase } from "./base.ts";
import { makeParts } from "./images.ts";
import { addNodeAddress, startContainers, startNode } from "./node.ts";
import { ROOT, STATE } from "./place.ts";
import { program } from "./program.ts";
import { stepsTo } from "./steps.ts";

/** Modules of requirements/go. */
const PROGRAMS = [
  "kubernetes",
  "kine",
  "coredns",
  "metrics-server",
  "traefik",
  "source-controller",
  "kustomize-controller",
  "flagger",
  "hey",
];

/** Debian's package → a program of it. */
const PACKAGES: Readonly<Record<string, string>> = {
  "docker.io": "docker",
  containerd: "containerd",
  runc: "runc",
  "containernetworking-plugins": "/usr/lib/cni/bridge",
  iptables: "iptables-save",
  iproute2: "ip",
  conntrack: "conntrack",
  procps: "sysctl",
  openssl: "openssl",
  gcc: "gcc",
  debootstrap: "debootstrap",
};

const BUILD_MS = 3_600_000;

/** Idempotent. `write` is told of each step that took its time. */
export async function up(write: (line: string) => void): Promise<void> {
  requireMachine();
  mkdirSync(STATE, { recursive: true });
  const step = stepsTo(write);
  await step("programs", () =>
    program([join(ROOT, "scripts/go-tools"), ...PROGRAMS], { timeoutMs: BUILD_MS }),
  );
  await step("control plane", async () => {
    await addNodeAddress();
    await startControlPlane();
  });
  await step("images", async () => {
    await startContainers();
    await program([join(ROOT, "scripts/upstream-images"), "bun"], { timeoutMs: BUILD_MS });
    await makeParts();
  });
  await step("node", startNode);
  await step("what k3s brings: DNS, metrics, Traefik; Flux", startBase);
}

function requireMachine(): void {
  if (process.getuid?.() !== 0)
    throw new Error("The test cluster needs root: it makes interfaces, mounts and containers.");
  const missing = Object.entries(PACKAGES).filter(([, name]) => Bun.which(name) === null);
  if (missing.length > 0)
    throw new Error(`This machine lacks: apt-get install ${missing.map(([name]) => name).join(" ")}`);
}
