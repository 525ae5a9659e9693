// The options by name: what a user can say, as an argument or as a variable.

/** Every option with a value, and the variable that says the same. */
export const VALUES = {
  target: { env: "TARGET", value: "URL", help: "the API (API_URL, or this machine at API_PORT, 3000)" },
  scenario: { env: "SCENARIO", value: "NAME", help: "one of those below (personalised)" },
  duration: { env: "DURATION", value: "TIME", help: "how long in all, such as 30s, 20m or 2h" },
  connections: { env: "CONNECTIONS", value: "N", help: "requests at the same time, 1 to 2048" },
  rate: { env: "RATE", value: "N", help: "requests a second" },
  peak: { env: "PEAK", value: "N", help: "requests a second of a spike, or at a ramp's end" },
  metrics: {
    env: "METRICS",
    value: "URL",
    help: "the server's metrics, such as http://127.0.0.1:3100: its memory is watched",
  },
  "max-error-rate": { env: "MAX_ERROR_RATE", value: "SHARE", help: "of requests that may fail, 0 to 1" },
  "max-shed-rate": {
    env: "MAX_SHED_RATE",
    value: "SHARE",
    help: "that may be refused with 429 or 503, 0 to 1",
  },
  "max-p99": { env: "MAX_P99", value: "MS", help: "milliseconds for 99 of 100 good answers" },
  "min-throughput": { env: "MIN_THROUGHPUT", value: "N", help: "good answers a second, at least" },
  "max-recovery": { env: "MAX_RECOVERY", value: "S", help: "seconds after a spike until all is well" },
  "max-growth": { env: "MAX_GROWTH", value: "SHARE", help: "of the server's memory, over the second half" },
} as const;

export const SWITCHES = {
  "keep-events": { env: "KEEP_EVENTS", help: "leave the events of the load test in the target" },
  "allow-remote": { env: "ALLOW_REMOTE", help: "allow a target that is not this machine" },
} as const;

export type ValueName = keyof typeof VALUES;

/** An option that cannot be used; the message says which one and what is accepted. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** An option by both its names, for messages. */
export const named = (option: ValueName) => `--${option} or ${VALUES[option].env}`;

/** What was given for an option, by argument or variable; `undefined` when nothing was. */
export type Given = (name: ValueName) => string | undefined;

interface Range {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

/** Throws `UsageError`. */
export function parseNumber(option: ValueName, text: string, { min, max, integer = false }: Range): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return value;
  throw new UsageError(
    `${named(option)} is ${JSON.stringify(text)}: it must be a ${integer ? "whole " : ""}number, ${min} to ${max}.`,
  );
}
