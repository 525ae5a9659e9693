// Runs a step of the benchmark in a process of its own: its time, its peak of memory and what it says.

export interface Ran {
  readonly seconds: number;
  /** Peak of the resident set, in megabytes (10^6 bytes). */
  readonly peakMegabytes: number;
  /** The last line of its output. */
  readonly lastLine: string;
}

/** Runs `command`; `onLine` gets its output as it comes. Throws with the command when it fails. */
export async function runStep(
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  onLine: (line: string) => void = () => {},
): Promise<Ran> {
  const started = performance.now();
  const child = Bun.spawn([...command], {
    stdout: "pipe",
    stderr: "inherit",
    env: { ...process.env, ...environment },
  });
  let lastLine = "";
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of child.stdout) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      lastLine = line;
      onLine(line);
    }
  }
  const code = await child.exited;
  if (code !== 0) throw new Error(`${command.join(" ")} ended with code ${code}: ${lastLine}`);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, peakMegabytes: (child.resourceUsage()?.maxRSS ?? 0) / 1e6, lastLine };
}
