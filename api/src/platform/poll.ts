// Repeats a task until it is stopped.

export interface Poll {
  /** Resolves when the task no longer runs and never will again. */
  stop(): Promise<void>;
}

/** Runs `task` at once and again `intervalMs` after each end. The task handles its own errors. */
export function poll(intervalMs: number, task: () => Promise<void>): Poll {
  let timer: Timer | undefined;
  let stopped = false;
  let running = Promise.resolve();
  const round = async () => {
    await task();
    if (!stopped) timer = setTimeout(next, intervalMs);
  };
  const next = () => {
    running = round();
  };
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
