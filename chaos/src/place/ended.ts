// Runs a program to its end.

export interface Ended {
  /** Its exit code; 128 and more after a signal. */
  readonly code: number;
  /** What it wrote to stdout and stderr. */
  readonly output: string;
}

/** Rejects with the signal's reason, when it is aborted, once the program has ended. */
export async function ended(
  command: readonly string[],
  { env, signal }: { readonly env: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<Ended> {
  signal.throwIfAborted();
  const child = Bun.spawn([...command], {
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    signal,
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  signal.throwIfAborted();
  return { code: child.exitCode ?? 128, output: stdout + stderr };
}
