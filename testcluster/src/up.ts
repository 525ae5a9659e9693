// Starts the cluster, or what of it does not run: by the machine's k3s, or of the parts that k3s is made of.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { startFlux, startPartsOfK3s } from "./base.ts";
import { startControlPlane } from "./control-plane.ts";
import { makeParts } from "./images.ts";
import { startK3s } from "./k3s.ts";
import { addNodeAddress, startContainers, startNode } from "./node.ts";
import { K3S, ROOT, STATE } from "./place.ts";
import { program, succeeds } from "./program.ts";
import { stepsTo } from "./steps.ts";

/** Modules of requirements/go. */
const PROGRAMS = ["cluster", "hey"];
const PARTS_OF_K3S = ["kubernetes", "traefik"];

/** Debian's package → a program of it. */
const PACKAGES: Readonly<Record<string, string>> = {
  "docker.io": "docker",
  iproute2: "ip",
  procps: "sysctl",
  debootstrap: "debootstrap",
};
const PACKAGES_FOR_PARTS: Readonly<Record<string, string>> = {
  containerd: "containerd",
  runc: "runc",
  "containernetworking-plugins": "/usr/lib/cni/bridge",
  iptables: "iptables-save",
  conntrack: "conntrack",
  openssl: "openssl",
  gcc: "gcc",
};

const BUILD_MS = 3_600_000;

/** Idempotent. `write` is told of each step that took its time. */
export async function up(write: (line: string) => void): Promise<void> {
  requireMachine();
  await requireNoOtherKubernetes();
  mkdirSync(STATE, { recursive: true });
  const step = stepsTo(write);
  await step("programs", buildPrograms);
  if (K3S === undefined) {
    await step("control plane", async () => {
      await addNodeAddress();
      await startControlPlane();
    });
    await step("images", async () => {
      await startContainers();
      await bringImages();
    });
    await step("node", startNode);
    await step("what k3s brings: DNS, metrics, Traefik", startPartsOfK3s);
  } else {
    const k3s = K3S;
    await step("k3s", () => startK3s(k3s));
    await step("images", bringImages);
  }
  await step("Flux", startFlux);
}

/** What the cluster is made of, where it is not built yet. */
export async function buildPrograms(): Promise<void> {
  const programs = K3S === undefined ? [...PARTS_OF_K3S, ...PROGRAMS] : PROGRAMS;
  await program([join(ROOT, "scripts/go-tools"), ...programs], { timeoutMs: BUILD_MS });
}

async function bringImages(): Promise<void> {
  await program([join(ROOT, "scripts/upstream-images"), "bun"], { timeoutMs: BUILD_MS });
  await makeParts();
}

function requireMachine(): void {
  if (process.getuid?.() !== 0)
    throw new Error("The test cluster needs root: it makes interfaces, mounts and containers.");
  const needed = K3S === undefined ? { ...PACKAGES, ...PACKAGES_FOR_PARTS } : PACKAGES;
  const missing = Object.entries(needed).filter(([, name]) => Bun.which(name) === null);
  if (missing.length > 0)
    throw new Error(`This machine lacks: apt-get install ${missing.map(([name]) => name).join(" ")}`);
}

/** Two on one machine would take each other's rules and interfaces. */
async function requireNoOtherKubernetes(): Promise<void> {
  if (existsSync(STATE)) return; // what runs is this cluster's
  const inOurNetwork = ["--ns", String(process.pid), "--nslist", "net"];
  if (await succeeds(["pgrep", "--exact", ...inOurNetwork, "kubelet|k3s|k3s-server"]))
    throw new Error(
      "This machine is a node of another Kubernetes, and there can be but one: stop it first, as by systemctl stop k3s",
    );
}
