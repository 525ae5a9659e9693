// A Docker daemon to work with: the one that runs, or one of our own for as long as it is needed.
import { ProgramError, succeeds, until } from "@aisle/testcluster";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START_MS = 60_000;

const answers = (): Promise<boolean> => succeeds(["docker", "info"]);

/**
 * Makes sure that a daemon answers. One that had to be started ends when what is returned is disposed of. Throws when there is
 * none and none can be started.
 */
export async function dockerDaemon(): Promise<AsyncDisposable> {
  if (await answers()) return { [Symbol.asyncDispose]: () => Promise.resolve() };
  if (Bun.which("dockerd") === null || process.getuid?.() !== 0)
    throw new ProgramError(
      "No Docker daemon answers, and only root can start one: apt-get install docker.io",
    );
  const folder = mkdtempSync(join(tmpdir(), "aisle-dockerd-"));
  const log = join(folder, "log");
  const output = openSync(log, "a");
  const daemon = Bun.spawn(["dockerd"], { stdin: "ignore", stdout: output, stderr: output });
  closeSync(output);
  const stop = async () => {
    daemon.kill("SIGTERM");
    await daemon.exited;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until("a Docker daemon answers", START_MS, async () => {
      if (daemon.exitCode !== null) throw new ProgramError(`dockerd ended:\n${await Bun.file(log).text()}`);
      return await answers();
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { [Symbol.asyncDispose]: stop };
}
