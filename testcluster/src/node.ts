// The one node: containers, their network, and what runs them, as processes.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startDaemon } from "./daemons.ts";
import { kubectl } from "./kubectl.ts";
import {
  BRIDGE,
  CONTAINERD_SOCKET,
  DNS_IP,
  K3S,
  KUBECONFIG,
  NODE,
  NODE_IP,
  NODE_KUBECONFIG,
  POD_RANGE,
  STATE,
  tool,
} from "./place.ts";
import { program, succeeds } from "./program.ts";
import { until } from "./until.ts";

const READY_MS = 120_000;
export const PAUSE_IMAGE = "registry.k8s.io/pause:3.10";

export const ctr = (...args: readonly string[]): string[] =>
  K3S === undefined
    ? ["ctr", "--address", CONTAINERD_SOCKET, "--namespace", "k8s.io", ...args]
    : [K3S, "ctr", "--namespace", "k8s.io", ...args];

/** The address that the API server and the kubelet listen on. */
export async function addNodeAddress(): Promise<void> {
  const addresses = await program(["ip", "address", "show", "dev", "lo"]);
  if (!addresses.includes(`${NODE_IP}/32`))
    await program(["ip", "address", "add", `${NODE_IP}/32`, "dev", "lo"]);
  await program(["sysctl", "--quiet", "--write", "net.ipv4.ip_forward=1"]);
}

/** Containers and their network; images can be brought in when it returns. */
export async function startContainers(): Promise<void> {
  mkdirSync(join(STATE, "cni"), { recursive: true });
  writeFileSync(join(STATE, "cni/10-bridge.conflist"), JSON.stringify(NETWORK));
  writeFileSync(join(STATE, "containerd.toml"), CONTAINERD);
  startDaemon("containerd", ["containerd", "--config", join(STATE, "containerd.toml")]);
  await until("containerd answers", READY_MS, () => succeeds(ctr("version")));
}

/** Returns when the node takes pods. */
export async function startNode(): Promise<void> {
  // Docker, where it runs, lets nothing through that is not its own.
  for (const direction of ["--in-interface", "--out-interface"]) {
    const rule = ["FORWARD", direction, BRIDGE, "--jump", "ACCEPT"];
    if (!(await succeeds(["iptables", "--check", ...rule]))) await program(["iptables", "--insert", ...rule]);
  }
  writeFileSync(join(STATE, "kubelet.json"), JSON.stringify(KUBELET));
  startDaemon("kubelet", [
    tool("kubelet"),
    `--config=${STATE}/kubelet.json`,
    `--kubeconfig=${NODE_KUBECONFIG}`,
    `--hostname-override=${NODE}`,
    `--node-ip=${NODE_IP}`,
    `--root-dir=${STATE}/kubelet`,
  ]);
  startDaemon("kube-proxy", [
    tool("kube-proxy"),
    // The node's own token may not read what a proxy needs.
    `--kubeconfig=${KUBECONFIG}`,
    `--cluster-cidr=${POD_RANGE}`,
    `--hostname-override=${NODE}`,
    "--proxy-mode=iptables",
  ]);
  await nodeIsReady();
}

/** Resolves when the node takes pods; also while nobody answers for it yet. */
export async function nodeIsReady(): Promise<void> {
  const ready = 'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}';
  await until("the node is ready", READY_MS, () =>
    kubectl(["get", "nodes", "--output", ready]).then(
      (said) => said.includes("True"),
      () => false,
    ),
  );
}

const NETWORK = {
  cniVersion: "1.0.0",
  name: "aisle-testcluster",
  plugins: [
    {
      type: "bridge",
      bridge: BRIDGE,
      isGateway: true,
      ipMasq: true,
      hairpinMode: true,
      ipam: {
        type: "host-local",
        dataDir: join(STATE, "addresses"),
        ranges: [[{ subnet: POD_RANGE.replace("/16", "/24") }]],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
    { type: "portmap", capabilities: { portMappings: true } },
  ],
};

const CONTAINERD = `version = 2
root = "${STATE}/containerd"
state = "${STATE}/containerd-state"
[grpc]
  address = "${CONTAINERD_SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  # A machine may not let even root lower what the kernel kills last.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${STATE}/cni"
`;

const KUBELET = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
  authorization: { mode: "AlwaysAllow" },
  cgroupDriver: "cgroupfs",
  failSwapOn: false,
  containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
  clusterDomain: "cluster.local",
  clusterDNS: [DNS_IP],
  evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
  // An image that is thrown away cannot be had again.
  imageGCHighThresholdPercent: 100,
};
