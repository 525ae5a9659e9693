import { afterEach, describe, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive, processesMarked, processRef, type ProcessRef } from "./proc.ts";
import { markOf, Supervisor, sweepMarked } from "./supervisor.ts";

const folder = mkdtempSync(join(tmpdir(), "aisle-supervisor-"));
const supervisors: Supervisor[] = [];

afterEach(async () => {
  await Promise.all(supervisors.splice(0).map((supervisor) => supervisor.stop()));
  rmSync(folder, { recursive: true, force: true });
});

// Short times: what ignores TERM is killed after 300 ms here.
function supervise(): Supervisor {
  const supervisor = new Supervisor(randomUUID(), process.env, { grace: 300, insist: 3000 });
  supervisors.push(supervisor);
  return supervisor;
}

const shell = (name: string, script: string) => ({
  name,
  argv: ["sh", "-c", script],
  cwd: tmpdir(),
  env: {},
  logFile: join(folder, `${name}.log`),
});

async function marked(supervisor: Supervisor, count: number): Promise<ProcessRef[]> {
  for (;;) {
    const found = processesMarked(markOf(supervisor.id));
    if (found.length >= count) return found;
    await Bun.sleep(20);
  }
}

describe("the supervisor", () => {
  test("tells which service died, how, and where its log is", async () => {
    const supervisor = supervise();
    supervisor.start(shell("steady", "exec sleep 60"));
    supervisor.start(shell("weak", "echo the reason; exit 3"));
    const death = await supervisor.died;
    expect(death).toEqual({ name: "weak", how: "exit code 3", logFile: join(folder, "weak.log") });
    expect(readFileSync(death.logFile, "utf8")).toBe("the reason\n");
  });

  test("tells the signal that killed a service", async () => {
    const supervisor = supervise();
    process.kill(supervisor.start(shell("victim", "exec sleep 60")), "SIGKILL");
    expect(await supervisor.died).toMatchObject({ name: "victim", how: "signal SIGKILL" });
  });

  test("a stop that was asked for is no death", async () => {
    const supervisor = supervise();
    const pid = supervisor.start(shell("steady", "exec sleep 60"));
    expect(await supervisor.stop()).toEqual([]);
    expect(processRef(pid)).toBeUndefined();
    expect(await Promise.race([supervisor.died, Promise.resolve("nobody died")])).toBe("nobody died");
  });

  test("ends what ignores TERM, what detached itself and what lost its parent", async () => {
    const supervisor = supervise();
    supervisor.start(shell("deaf", "trap '' TERM; while :; do sleep 1; done"));
    supervisor.start(
      shell("parent", "setsid sh -c 'trap \"\" TERM; while :; do sleep 1; done' & exec sleep 60"),
    );
    supervisor.start(shell("leaver", "(setsid sleep 60 &) ; exec sleep 60"));
    const refs = await marked(supervisor, 6);
    expect(await supervisor.stop()).toEqual([]);
    expect(refs.filter(isAlive)).toEqual([]);
    expect(processesMarked(markOf(supervisor.id))).toEqual([]);
  });

  test("ends a descendant that threw its environment away", async () => {
    const supervisor = supervise();
    supervisor.start(shell("bare", "env -i sleep 61 & echo $!; wait"));
    let pid = 0;
    while (pid === 0) {
      await Bun.sleep(20);
      pid = Number(readFileSync(join(folder, "bare.log"), "utf8"));
    }
    const bare = processRef(pid);
    expect(bare).toBeDefined();
    await supervisor.stop();
    expect(processRef(pid)).toBeUndefined();
  });

  test("ends what is started in answer to TERM", async () => {
    const supervisor = supervise();
    supervisor.start(
      shell("hydra", "trap 'setsid sleep 62 & exit' TERM; echo up; while :; do sleep 0.05; done"),
    );
    await marked(supervisor, 1);
    expect(await supervisor.stop()).toEqual([]);
    expect(processesMarked(markOf(supervisor.id))).toEqual([]);
  });

  test("runs a task to its end, hands on its lines and keeps them", async () => {
    const supervisor = supervise();
    const lines: string[] = [];
    const task = shell("task", "echo one; echo two >&2; printf three; exit 4");
    expect(await supervisor.run(task, (line) => lines.push(line))).toBe(4);
    expect(lines.toSorted()).toEqual(["one", "three", "two"]);
    expect(readFileSync(task.logFile, "utf8").trim().split("\n").toSorted()).toEqual(["one", "three", "two"]);
  });

  test("a killed task does not look like a success", async () => {
    const supervisor = supervise();
    expect(await supervisor.run(shell("task", "kill -9 $$"), () => undefined)).toBeGreaterThanOrEqual(128);
  });

  test("when it is killed itself, its processes end all the same", async () => {
    const id = randomUUID();
    const program = `
      import { Supervisor } from ${JSON.stringify(join(import.meta.dir, "supervisor.ts"))};
      const supervisor = new Supervisor(${JSON.stringify(id)}, process.env);
      const command = (name, script) => ({ name, argv: ["sh", "-c", script], cwd: "/", env: {}, logFile: ${JSON.stringify(folder)} + "/" + name });
      supervisor.start(command("a", "exec sleep 63"));
      supervisor.start(command("b", "setsid sleep 63 & exec sleep 63"));
      await Bun.sleep(60_000);
    `;
    const killed = Bun.spawn([process.execPath, "-e", program], { stdio: ["ignore", "ignore", "inherit"] });
    while (processesMarked(markOf(id)).length < 3) await Bun.sleep(20);
    killed.kill("SIGKILL");
    await killed.exited;
    while (processesMarked(markOf(id)).length > 0) await Bun.sleep(20);
    expect(await sweepMarked(id)).toEqual([]);
  });
});
