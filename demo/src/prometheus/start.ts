// Prometheus beside the services: the demo goes on without it, and says why.
import type { DemoConfig } from "../config.ts";
import { portProblems } from "../preflight/ports.ts";
import type { Death, Supervisor } from "../processes/supervisor.ts";
import type { Progress } from "../progress.ts";
import { untilReady } from "../ready.ts";
import { prometheusService } from "./service.ts";

const INSTEAD = "the console shows figures since the API's start";

/** The configuration, without Prometheus where it cannot run; `say` is told why. */
export async function withUsablePrometheus(
  config: DemoConfig,
  say: (line: string) => void,
): Promise<DemoConfig> {
  const problem = await problemOf(config);
  if (problem === undefined) return config;
  say(problem);
  return { ...config, prometheus: undefined };
}

async function problemOf({ prometheus, ports }: DemoConfig): Promise<string | undefined> {
  if (prometheus === undefined) return `no prometheus on PATH: ${INSTEAD}`;
  const { PROMETHEUS_PORT, ...others } = ports;
  const [other] = Object.entries(others).find(([, port]) => port === PROMETHEUS_PORT) ?? [];
  if (other !== undefined)
    return `prometheus is not started, as PROMETHEUS_PORT and ${other} are both ${PROMETHEUS_PORT}: ${INSTEAD}`;
  const [problem] = await portProblems({ PROMETHEUS_PORT });
  return problem && `prometheus is not started: ${problem}. Until then ${INSTEAD}`;
}

interface Beside {
  readonly config: DemoConfig;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Resolves when it answers, or has ended. Throws what `untilReady` does. */
export async function startPrometheus(
  { config, supervisor, progress, signal }: Beside,
  program: string,
): Promise<void> {
  const service = prometheusService(config, program);
  const death = Promise.withResolvers<Death>();
  void death.promise.then(({ how, logFile }) =>
    progress.say(`prometheus ended by itself (${how}), ${logFile} says why: ${INSTEAD}`),
  );
  const ready = untilReady(service, signal, (seen) => progress.say(`prometheus is not ready yet: ${seen}`));
  supervisor.start(service, death.resolve);
  await progress.step("prometheus", () => Promise.race([ready, death.promise]));
}
