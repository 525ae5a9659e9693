// Leaves nothing behind when somebody ends a test before its time.

const INTERRUPTED = 130;

/** Has `clean` done, once, before the process ends by SIGINT or SIGTERM. */
export function onInterrupt(clean: () => Promise<void>): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void clean().finally(() => process.exit(INTERRUPTED)));
}
