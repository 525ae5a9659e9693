import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchCommand } from "./watch.ts";

/** Watches a shell script with a folder of its own as `$1`: the exit code, what was said, and how often it ran. */
async function watch(script: string, attempts: number) {
  const dir = await mkdtemp(join(tmpdir(), "aisle-watch-"));
  const lines: string[] = [];
  const io = { write: (line: string) => void lines.push(line), isTty: false };
  const command = ["sh", "-c", `echo run >> "$1/runs"; ${script}`, "sh", dir];
  try {
    const code = await watchCommand({ name: "retrain", command, attempts }, io);
    const runs = (await Bun.file(join(dir, "runs")).text()).split("\n").length - 1;
    return { code, said: lines.join("\n"), runs };
  } finally {
    await rm(dir, { recursive: true });
  }
}

describe("a watched command", () => {
  test.each([0, 1, 2, 3])("ends with the exit code of its work, and adds nothing to it: %d", async (code) => {
    expect(await watch(`exit ${code}`, 2)).toEqual({ code, said: "", runs: 1 });
  });

  test.each(["ABRT", "SEGV", "BUS", "ILL", "TRAP", "FPE"])(
    "is tried once more when the runtime crashes: %s",
    async (signal) => {
      const once = `[ "$(wc -l < "$1/runs")" -gt 1 ] || kill -${signal} $$; exit 3`;
      const { code, said, runs } = await watch(once, 2);
      expect({ code, runs }).toEqual({ code: 3, runs: 2 });
      expect(said).toStartWith(`retrain: the runtime crashed (SIG${signal})`);
      expect(said).toEndWith("trying once more: it goes on where it stopped");
    },
  );

  test("fails in words when the second try crashes too", async () => {
    const { code, said, runs } = await watch("kill -ABRT $$", 2);
    expect({ code, runs }).toEqual({ code: 1, runs: 2 });
    expect(said.split("\n")).toHaveLength(2);
    expect(said).toContain("That was the second time");
    expect(said).toContain("limit on threads");
  });

  test("is not tried again where a second run would not go on", async () => {
    const { code, said, runs } = await watch("kill -SEGV $$", 1);
    expect({ code, runs }).toEqual({ code: 1, runs: 1 });
    expect(said).toContain("the runtime crashed (SIGSEGV)");
    expect(said).toContain("Run it again");
  });

  test("reads a crash from the exit code too, as a shell or a crash reporter tells it", async () => {
    const { code, said, runs } = await watch("exit 134", 2);
    expect({ code, runs }).toEqual({ code: 1, runs: 2 });
    expect(said).toContain("SIGABRT");
  });

  test.each(["kill -KILL $$", "exit 137"])(
    "that was killed says that memory may have run out, and would only be killed again: %s",
    async (script) => {
      const { code, said, runs } = await watch(script, 2);
      expect({ code, runs }).toEqual({ code: 137, runs: 1 });
      expect(said).toContain("most likely because memory ran out");
    },
  );

  test("that was asked to stop is not tried again", async () => {
    expect(await watch("kill -TERM $$", 2)).toEqual({ code: 143, said: "", runs: 1 });
  });
});

describe("the watching process", () => {
  test("hands on a request to stop, and ends after its work", async () => {
    const work = "trap 'echo ending; exit 5' TERM; echo ready; while :; do sleep 0.05; done";
    await using watching = watcher(["sh", "-c", work]);
    await watching.line("ready");
    watching.process.kill("SIGTERM");
    await watching.line("ending");
    expect(await watching.process.exited).toBe(5);
  });

  test("does not leave its work behind when it is killed", async () => {
    const work = `process.on("disconnect", () => { console.log("alone"); process.exit(1); });
      console.log("ready"); setInterval(() => {}, 1000);`;
    await using watching = watcher([process.execPath, "-e", work]);
    await watching.line("ready");
    watching.process.kill("SIGKILL");
    // The pipe ends with the last process that holds it.
    expect(await watching.rest()).toBe("alone\n");
  });
});

/** A process that watches `command`, and what comes out of both. */
function watcher(command: readonly string[]) {
  const program = `
    import { watchCommand } from ${JSON.stringify(join(import.meta.dir, "watch.ts"))};
    const io = { write: console.log, isTty: false };
    process.exit(await watchCommand({ name: "retrain", command: ${JSON.stringify(command)}, attempts: 2 }, io));`;
  const child = Bun.spawn([process.execPath, "-e", program], { stdout: "pipe", stderr: "inherit" });
  const output = child.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let text = "";
  return {
    process: child,
    /** Waits for the next line, and checks that it is `wanted`. */
    async line(wanted: string): Promise<void> {
      while (!text.includes("\n")) {
        const { done, value } = await output.next();
        if (done) break;
        text += value;
      }
      const end = text.indexOf("\n") + 1;
      expect(text.slice(0, end)).toBe(`${wanted}\n`);
      text = text.slice(end);
    },
    /** What comes until nobody can write any more. */
    async rest(): Promise<string> {
      for (let next = await output.next(); !next.done; next = await output.next()) text += next.value;
      return text;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}
