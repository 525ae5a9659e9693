// The Kubernetes of k3s without k3s: its API server on kine and SQLite, controllers and scheduler, as processes.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startDaemon } from "./daemons.ts";
import {
  KUBECONFIG,
  NODE,
  NODE_IP,
  NODE_KUBECONFIG,
  POD_RANGE,
  PORTS,
  SERVICE_RANGE,
  STATE,
  tool,
} from "./place.ts";
import { program, succeeds } from "./program.ts";
import { until } from "./until.ts";

const READY_MS = 120_000;
const pki = join(STATE, "pki");

/** Returns when the API server answers. */
export async function startControlPlane(): Promise<void> {
  mkdirSync(pki, { recursive: true });
  await makeCredentials();
  const datastore = `127.0.0.1:${PORTS.datastore}`;
  startDaemon("kine", [
    tool("kine"),
    `--endpoint=sqlite://${STATE}/kine.db?_journal=WAL&cache=shared&_busy_timeout=30000`,
    `--listen-address=tcp://${datastore}`,
    "--metrics-bind-address=0",
  ]);
  startDaemon("apiserver", [
    tool("kube-apiserver"),
    `--etcd-servers=http://${datastore}`,
    `--cert-dir=${pki}`,
    `--secure-port=${PORTS.apiserver}`,
    `--advertise-address=${NODE_IP}`,
    `--bind-address=${NODE_IP}`,
    `--service-account-key-file=${pki}/service-accounts.key`,
    `--service-account-signing-key-file=${pki}/service-accounts.key`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--token-auth-file=${pki}/tokens.csv`,
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    "--kubelet-preferred-address-types=InternalIP",
    "--allow-privileged=true",
    // Metrics of resources come by an API of its own.
    `--requestheader-client-ca-file=${pki}/front-proxy.crt`,
    `--proxy-client-cert-file=${pki}/front-proxy.crt`,
    `--proxy-client-key-file=${pki}/front-proxy.key`,
    "--requestheader-allowed-names=front-proxy",
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-username-headers=X-Remote-User",
    "--enable-aggregator-routing=true",
  ]);
  await until("the API server is ready", READY_MS, () =>
    succeeds([tool("kubectl"), "--kubeconfig", KUBECONFIG, "get", "--raw", "/readyz"]),
  );
  startDaemon("controller-manager", [
    tool("kube-controller-manager"),
    `--kubeconfig=${KUBECONFIG}`,
    `--service-account-private-key-file=${pki}/service-accounts.key`,
    `--root-ca-file=${pki}/apiserver.crt`,
    "--use-service-account-credentials=true",
    "--allocate-node-cidrs=true",
    `--cluster-cidr=${POD_RANGE}`,
    "--leader-elect=false",
    "--bind-address=127.0.0.1",
  ]);
  startDaemon("scheduler", [
    tool("kube-scheduler"),
    `--kubeconfig=${KUBECONFIG}`,
    "--leader-elect=false",
    "--bind-address=127.0.0.1",
  ]);
}

async function makeCredentials(): Promise<void> {
  if (existsSync(join(pki, "tokens.csv"))) return;
  await program(["openssl", "genrsa", "-out", join(pki, "service-accounts.key"), "2048"]);
  const [key, certificate] = [join(pki, "front-proxy.key"), join(pki, "front-proxy.crt")];
  const request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"];
  await program([...request, "-subj", "/CN=front-proxy", "-keyout", key, "-out", certificate]);
  const [admin, node] = [crypto.randomUUID(), crypto.randomUUID()];
  writeFileSync(KUBECONFIG, kubeconfig(admin), { mode: 0o600 });
  writeFileSync(NODE_KUBECONFIG, kubeconfig(node), { mode: 0o600 });
  const tokens = [`${admin},admin,admin,system:masters`, `${node},system:node:${NODE},node,system:nodes`];
  // Last: it says that all of them are there.
  writeFileSync(join(pki, "tokens.csv"), `${tokens.join("\n")}\n`, { mode: 0o600 });
}

/** JSON, which is YAML. */
function kubeconfig(token: string): string {
  const server = `https://${NODE_IP}:${PORTS.apiserver}`;
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "test", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
    "current-context": "test",
  });
}
