// The command line: what to put under load, how hard, and what still counts as good.
import { parseArgs } from "node:util";

export interface Thresholds {
  /** Share of requests, 0 to 1, that may fail or be answered with a status other than 2xx. */
  readonly maxErrorRate: number;
  /** Milliseconds that 99 of 100 answers may take at most. */
  readonly maxP99: number;
}

export interface Options {
  /** The API's base URL. */
  readonly target: string;
  readonly durationSeconds: number;
  readonly connections: number;
  readonly thresholds: Thresholds;
}

/** An option that cannot be used; the message says which one and what is accepted. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const HELP = `Puts load on the API with oha and writes a report to loadtest/reports/.

  bun loadtest/src/main.ts [options]

  --target URL          the API                              (API_URL, or this machine at API_PORT, 3000)
  --duration TIME       how long, such as 20s or 2m          (20s)
  --connections N       requests at the same time, 1 to 512  (16)
  --max-error-rate R    share of failed requests, 0 to 1     (0.001)
  --max-p99 MS          milliseconds for 99 of 100 answers   (100)
  --allow-remote        allow a target that is not this machine
  --help                this text

It ends with 0 when both limits hold, with 1 when one does not, and with 2 when there was no measurement.

  bun loadtest/src/main.ts --duration 1m --connections 64 --max-p99 250`;

const MAX_SECONDS = 3_600;

/** Parses the arguments after the program's name; `undefined` when help is asked for. Throws `UsageError`. */
export function parseOptions(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | undefined {
  const values = parse(argv);
  if (values.help) return undefined;
  const target = parseTarget(values.target ?? (env["API_URL"] || localApi(env)));
  if (!values["allow-remote"] && !isThisMachine(target)) {
    throw new UsageError(
      `${target.href} is not this machine. Load on a service that others use can take it down: ` +
        "add --allow-remote if it is yours and may be loaded.",
    );
  }
  return {
    target: target.href.replace(/\/+$/, ""),
    durationSeconds: parseDuration(values.duration),
    connections: parseNumber("--connections", values.connections, { min: 1, max: 512, integer: true }),
    thresholds: {
      maxErrorRate: parseNumber("--max-error-rate", values["max-error-rate"], { min: 0, max: 1 }),
      maxP99: parseNumber("--max-p99", values["max-p99"], { min: 0.1, max: 60_000 }),
    },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        target: { type: "string" },
        duration: { type: "string", default: "20s" },
        connections: { type: "string", default: "16" },
        "max-error-rate": { type: "string", default: "0.001" },
        "max-p99": { type: "string", default: "100" },
        "allow-remote": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const localApi = (env: Readonly<Record<string, string | undefined>>) =>
  `http://127.0.0.1:${env["API_PORT"] || "3000"}`;

function parseTarget(text: string): URL {
  if (URL.canParse(text)) {
    const url = new URL(text);
    if (url.protocol === "http:" || url.protocol === "https:") return url;
  }
  throw new UsageError(`The target ${JSON.stringify(text)} is not an http:// or https:// URL.`);
}

function isThisMachine({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d{1,5})(s|m)$/.exec(text) ?? [];
  const seconds = Number(amount) * (unit === "m" ? 60 : 1);
  if (seconds >= 1 && seconds <= MAX_SECONDS) return seconds;
  throw new UsageError(`--duration is ${JSON.stringify(text)}: it must be 1s to 60m, such as 20s or 2m.`);
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

function parseNumber(name: string, text: string, { min, max, integer = false }: Range): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!integer || Number.isInteger(value))) return value;
  throw new UsageError(
    `${name} is ${JSON.stringify(text)}: it must be a ${integer ? "whole " : ""}number, ${min} to ${max}.`,
  );
}
