// Ends the cluster and takes away what it left: processes, containers, mounts, interfaces, rules, control groups, files.
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { daemons, isRunning, stopDaemon } from "./daemons.ts";
import { ctr } from "./node.ts";
import { BRIDGE, NODE_IP, STATE } from "./place.ts";
import { program, succeeds } from "./program.ts";

/** Safe to call when there is nothing. */
export async function down(): Promise<void> {
  // What starts containers goes first, what they run in last.
  await stopDaemon("kubelet");
  if (isRunning("containerd")) await endContainers();
  const rest = daemons().filter((name) => name !== "containerd");
  await Promise.all(rest.map(stopDaemon));
  await stopDaemon("containerd");
  endShims();
  await unmount();
  await removeNetwork();
  removeControlGroups();
  rmSync(STATE, { recursive: true, force: true });
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

/** What holds a container outlives containerd; it names its folder. */
function endShims(): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    let command = "";
    try {
      command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    } catch {
      continue; // it has ended
    }
    if (command.includes("containerd-shim") && command.includes(STATE)) process.kill(Number(pid), "SIGKILL");
  }
}

async function unmount(): Promise<void> {
  const mounted = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${STATE}/`));
  // The deepest first.
  for (const path of mounted.toReversed()) await succeeds(["umount", "--lazy", path]);
}

async function removeNetwork(): Promise<void> {
  for (const tables of ["iptables", "ip6tables"]) {
    const rules = await program([`${tables}-save`]).catch(() => "");
    const lines = rules.split("\n");
    const kept = lines.filter((rule) => ![BRIDGE, "KUBE-", "CNI-"].some((ours) => rule.includes(ours)));
    if (kept.length < lines.length) await program([`${tables}-restore`], { input: kept.join("\n") });
  }
  await succeeds(["ip", "link", "delete", BRIDGE]);
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
