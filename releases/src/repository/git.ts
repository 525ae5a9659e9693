// Runs git, without asking anybody anything.
import { readBoundedText, redactUrls } from "@aisle/platform";
import { reasonOf } from "../platform/log.ts";
import type { GitConfig } from "../platform/config.ts";

/** Git could not do it; the message has the end of what it said. */
export class GitError extends Error {
  override readonly name = "GitError";
}

export type Git = (...args: readonly string[]) => Promise<string>;

const TIMEOUT_MS = 60_000;
const SHOWN_LINES = 10;
const MAX_SHOWN = 2_000;
/** More than any of the desk's questions has for an answer. */
const MAX_OUTPUT_BYTES = 16 * 1_048_576;

/** Runs git in a folder; what it returns is what git wrote to stdout. Throws `GitError`. */
export function gitIn(folder: string, config: GitConfig): Git {
  const env = environmentOf(config);
  return async (...args) => {
    try {
      const child = Bun.spawn(["git", ...args], {
        cwd: folder,
        env,
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe",
        timeout: TIMEOUT_MS,
      });
      const read = (body: ReadableStream<Uint8Array>) => readBoundedText({ body }, MAX_OUTPUT_BYTES);
      const reading = Promise.all([read(child.stdout), read(child.stderr), child.exited]);
      const [stdout, stderr] = await reading.catch((error: unknown) => {
        child.kill("SIGKILL");
        throw new GitError(`git ${args[0]} said too much: ${reasonOf(error)}`);
      });
      if (child.exitCode === 0) return stdout;
      const how =
        child.exitCode === null ? `took longer than ${TIMEOUT_MS / 1000} s` : `ended with ${child.exitCode}`;
      throw new GitError(`git ${args[0]} ${how}: ${lastLines(`${stdout}${stderr}`)}`);
    } catch (error) {
      if (error instanceof GitError) throw error;
      throw new GitError(`git could not be started: ${reasonOf(error)}`);
    }
  };
}

/** The token goes by the environment: arguments can be read by every process of the machine. */
function environmentOf({
  token,
  sshKey,
  knownHosts,
  authorName,
  authorEmail,
}: GitConfig): Record<string, string> {
  const ssh = ["ssh", "-o BatchMode=yes"];
  if (sshKey !== undefined) ssh.push("-o IdentitiesOnly=yes", `-i '${sshKey}'`);
  if (knownHosts === undefined) ssh.push("-o StrictHostKeyChecking=accept-new");
  else ssh.push("-o StrictHostKeyChecking=yes", `-o UserKnownHostsFile='${knownHosts}'`);
  const header =
    token === undefined
      ? []
      : [["http.extraHeader", `Authorization: Basic ${btoa(`x-access-token:${token}`)}`]];
  const settings = [
    ["core.hooksPath", "/dev/null"],
    ["commit.gpgSign", "false"],
    // A link in the repository is a file with its target in it here, and is not followed.
    ["core.symlinks", "false"],
    ...header,
  ];
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "/tmp",
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_SSH_COMMAND: ssh.join(" "),
    GIT_AUTHOR_NAME: authorName,
    GIT_AUTHOR_EMAIL: authorEmail,
    GIT_COMMITTER_NAME: authorName,
    GIT_COMMITTER_EMAIL: authorEmail,
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], at) => [
        [`GIT_CONFIG_KEY_${at}`, key],
        [`GIT_CONFIG_VALUE_${at}`, value],
      ]),
    ),
  };
}

const lastLines = (text: string): string =>
  redactUrls(text.trim().split("\n").slice(-SHOWN_LINES).join("\n")).slice(-MAX_SHOWN);
