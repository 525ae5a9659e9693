// Ends the cluster and takes away what it left: processes, containers, mounts, interfaces, rules, control groups, files.
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { daemons, isRunning, stopDaemon } from "./daemons.ts";
import { isK3s, K3S_INTERFACES, K3S_RUN } from "./k3s.ts";
import { ctr } from "./node.ts";
import { BRIDGE, NODE_IP, STATE } from "./place.ts";
import { program, succeeds } from "./program.ts";

/** Safe to call when there is nothing: no rule or interface of another Kubernetes on this machine is touched then. */
export async function down(): Promise<void> {
  if (!existsSync(STATE)) return; // what comes first and goes last
  // What starts containers goes first, what they run in last.
  await stopDaemon("kubelet");
  if (isRunning("containerd")) await endContainers();
  const byK3s = isK3s();
  const places = byK3s ? [STATE, K3S_RUN] : [STATE];
  const rest = daemons().filter((name) => name !== "containerd");
  await Promise.all(rest.map(stopDaemon));
  await stopDaemon("containerd");
  endShims(places);
  await unmount(places);
  await removeNetwork(byK3s ? K3S_INTERFACES : [BRIDGE]);
  removeControlGroups();
  for (const place of places) rmSync(place, { recursive: true, force: true });
}

async function endContainers(): Promise<void> {
  const names = async (...args: string[]): Promise<string[]> =>
    (await program(ctr(...args, "list", "--quiet"))).split("\n").filter((name) => name !== "");
  const tasks = await names("tasks");
  await Promise.all(
    tasks.map((task) => succeeds(ctr("tasks", "kill", "--all", "--signal", "SIGKILL", task))),
  );
  await Promise.all(tasks.map((task) => succeeds(ctr("tasks", "delete", "--force", task))));
  for (const container of await names("containers")) await succeeds(ctr("containers", "delete", container));
}

/** What holds a container outlives containerd; it names its folder. What it holds ends first: k3s leaves it running. */
function endShims(places: readonly string[]): void {
  const running = processes();
  const shims = running.filter(
    ({ command }) => command.includes("containerd-shim") && places.some((place) => command.includes(place)),
  );
  const held = running.filter(({ parent }) => shims.some(({ pid }) => pid === parent));
  for (const { pid } of [...held, ...shims]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
}

function processes(): { readonly pid: number; readonly parent: number; readonly command: string }[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
      const parent = Number(readFileSync(`/proc/${name}/stat`, "utf8").split(") ")[1]!.split(" ")[1]);
      return [{ pid: Number(name), parent, command }];
    } catch {
      return []; // it has ended
    }
  });
}

async function unmount(places: readonly string[]): Promise<void> {
  const mounted = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => places.some((place) => path.startsWith(`${place}/`)));
  // The deepest first.
  for (const path of mounted.toReversed()) await succeeds(["umount", "--lazy", path]);
}

async function removeNetwork(interfaces: readonly string[]): Promise<void> {
  for (const tables of ["iptables", "ip6tables"]) {
    const rules = await program([`${tables}-save`]).catch(() => "");
    const lines = rules.split("\n");
    const kept = lines.filter(
      (rule) => ![...interfaces, "KUBE-", "CNI-", "FLANNEL-"].some((ours) => rule.includes(ours)),
    );
    if (kept.length < lines.length) await program([`${tables}-restore`], { input: kept.join("\n") });
  }
  for (const name of interfaces) await succeeds(["ip", "link", "delete", name]);
  await succeeds(["ip", "address", "delete", `${NODE_IP}/32`, "dev", "lo"]);
  for (const name of (await program(["ip", "netns", "list"]).catch(() => "")).split("\n"))
    if (name.startsWith("cni-")) await succeeds(["ip", "netns", "delete", name.split(" ")[0]!]);
}

function removeControlGroups(): void {
  const root = "/sys/fs/cgroup";
  for (const controller of existsSync(root) ? readdirSync(root) : [])
    remove(join(root, controller, "kubepods"));
  remove(join(root, "kubepods"));

  function remove(group: string): void {
    if (!existsSync(group)) return;
    for (const entry of readdirSync(group, { withFileTypes: true }))
      if (entry.isDirectory()) remove(join(group, entry.name));
    try {
      rmdirSync(group);
    } catch {
      // A process of it is still ending; an empty group takes nothing.
    }
  }
}
