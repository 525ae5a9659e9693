// Which processes exist, read from Linux's /proc: by mark in their environment, by ancestry, by age.
import { readdirSync, readFileSync } from "node:fs";

/** A process and when it began (clock ticks since boot): together they outlive the reuse of a pid. */
export interface ProcessRef {
  readonly pid: number;
  readonly startedAt: number;
}

interface Stat extends ProcessRef {
  readonly parent: number;
  readonly isZombie: boolean;
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    return undefined; // gone, another user's, or not Linux
  }
}

// proc(5): "pid (comm) state ppid … starttime", where comm may itself hold spaces and brackets.
function readStat(pid: number): Stat | undefined {
  const line = readProc(`${pid}/stat`);
  if (line === undefined) return undefined;
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return {
    pid,
    isZombie: fields[0] === "Z" || fields[0] === "X",
    parent: Number(fields[1]),
    startedAt: Number(fields[19]),
  };
}

function allStats(): Stat[] {
  let names: string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return [];
  }
  return names
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat): stat is Stat => stat !== undefined && !stat.isZombie);
}

/** The process that has this pid now; undefined when there is none or it is only waiting to be reaped. */
export function processRef(pid: number): ProcessRef | undefined {
  const stat = readStat(pid);
  return stat === undefined || stat.isZombie ? undefined : { pid, startedAt: stat.startedAt };
}

export function isAlive(ref: ProcessRef): boolean {
  return processRef(ref.pid)?.startedAt === ref.startedAt;
}

/** The command line of a process, for people. */
export function commandOf(pid: number): string {
  return (readProc(`${pid}/cmdline`) ?? "").replaceAll("\0", " ").trim();
}

/** Every living process whose environment holds `variable`, detached ones included. */
export function processesMarked(variable: string): ProcessRef[] {
  return allStats().filter(({ pid }) => (readProc(`${pid}/environ`) ?? "").split("\0").includes(variable));
}

/** Every living descendant of the given processes, themselves not included. */
export function descendantsOf(pids: Iterable<number>): ProcessRef[] {
  const stats = allStats();
  const family = new Set(pids);
  const found: Stat[] = [];
  for (let before = -1; before !== found.length;) {
    before = found.length;
    for (const stat of stats) {
      if (family.has(stat.parent) && !family.has(stat.pid)) {
        family.add(stat.pid);
        found.push(stat);
      }
    }
  }
  return found;
}
