// Where the test cluster lies on this machine, and its addresses.
import { join, resolve } from "node:path";

/** The checkout. */
export const ROOT = resolve(import.meta.dir, "../..");
/** Programs that `scripts/go-tools` built. */
export const BIN = join(ROOT, ".tools/go/bin");
export const tool = (name: string): string => join(BIN, name);

/** The machine's k3s; without one, the cluster is started of its parts. */
export const K3S = Bun.which("k3s") ?? undefined;

/** Everything that the cluster writes; gone when it is down. */
export const STATE = "/var/lib/aisle-testcluster";
export const KUBECONFIG = join(STATE, "admin.kubeconfig");
export const NODE_KUBECONFIG = join(STATE, "node.kubeconfig");
export const CONTAINERD_SOCKET = join(STATE, "containerd.sock");
/** Of the cluster's age key, as `scripts/secrets` makes it. */
export const KEYS = join(STATE, "keys");

/** The address of the one node, on the loopback device. */
export const NODE_IP = "10.99.0.1";
export const NODE = "aisle-testcluster";
/** Those of k3s. */
export const POD_RANGE = "10.42.0.0/16";
export const SERVICE_RANGE = "10.43.0.0/16";
export const DNS_IP = "10.43.0.10";
export const BRIDGE = "cni-aisle";

/** Ports of this machine, away from those that k3s, Docker and databases use. */
export const PORTS = { datastore: 23_790, apiserver: 26_443, git: 3999 } as const;
