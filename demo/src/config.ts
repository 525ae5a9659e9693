// What the demo runs with, read once from the environment; every complaint names its variable.
import { resolve } from "node:path";
import { HOSTS_ACCEPTED, parseHosts } from "@aisle/platform";
import * as v from "valibot";
import { DemoError, exitCodes } from "./errors.ts";

export interface Ports {
  readonly API_PORT: number;
  readonly API_INTERNAL_PORT: number;
  readonly WEB_PORT: number;
  readonly MLFLOW_PORT: number;
  readonly PROMETHEUS_PORT: number;
}

export interface DemoConfig {
  /** The checkout: where `api/`, `web/` and `trainer/` lie. */
  readonly root: string;
  /** Absolute path of everything the demo writes. */
  readonly home: string;
  readonly ports: Ports;
  /** Path of the program, where this machine has it. */
  readonly prometheus: string | undefined;
  /** Hosts that API and page answer for beside this machine's own names, as behind a tunnel. */
  readonly otherHosts: Readonly<Record<"API_HOSTS" | "WEB_HOSTS", readonly string[]>>;
  /** Absolute path of the data to use; without it a shop is generated. */
  readonly data: string | undefined;
  /** Options for `trainer generate`. */
  readonly shopOptions: readonly string[];
  /** Days for `simulate`. */
  readonly days: number;
  /** Whether simulated customers play the days until today once the first model of a generated shop serves. */
  readonly simulate: boolean;
  /** Whether `simulate` may write into a shop whose data were not generated. */
  readonly force: boolean;
}

const wholeNumber = (minimum: number, maximum: number) => {
  const message = `must be a whole number from ${minimum} to ${maximum}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d+$/, message),
    v.toNumber(),
    v.minValue(minimum, message),
    v.maxValue(maximum, message),
  );
};
const port = (fallback: string) => v.optional(wholeNumber(1, 65_535), fallback);

const hosts = v.pipe(
  v.string(),
  v.check((list) => list === "" || parseHosts(list) !== undefined, `must be ${HOSTS_ACCEPTED}`),
  v.transform((list) => parseHosts(list) ?? []),
);

const environment = v.object({
  AISLE_HOME: v.optional(v.string(), ".aisle"),
  API_PORT: port("3000"),
  API_INTERNAL_PORT: port("3100"),
  WEB_PORT: port("8080"),
  MLFLOW_PORT: port("5000"),
  PROMETHEUS_PORT: port("9090"),
  API_HOSTS: v.optional(hosts, ""),
  WEB_HOSTS: v.optional(hosts, ""),
  DATA: v.optional(v.string(), ""),
  SHOP: v.optional(v.string(), ""),
  DAYS: v.optional(wholeNumber(1, 365), "14"),
  SIMULATE: v.optional(v.picklist(["0", "1"], "must be 1 or 0"), "1"),
  FORCE: v.optional(v.picklist(["0", "1"], "must be 1 or 0"), "0"),
});

/** Reads the demo's variables; relative paths are taken from `root`. Throws a DemoError that names the variable. */
export function readConfig(env: Readonly<Record<string, string | undefined>>, root: string): DemoConfig {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = v.safeParse(environment, set);
  if (!parsed.success) {
    const problems = parsed.issues.map((issue) => {
      const variable = v.getDotPath(issue) ?? "";
      return `${variable}=${set[variable] ?? ""}: ${issue.message}`;
    });
    throw new DemoError(problems.join("\n"), exitCodes.usage);
  }
  const { AISLE_HOME, DATA, SHOP, DAYS, SIMULATE, FORCE, API_HOSTS, WEB_HOSTS, ...ports } = parsed.output;
  const prometheus = Bun.which("prometheus", { PATH: env["PATH"] ?? "" }) ?? undefined;
  rejectSharedPorts(neededPorts(ports));
  return {
    root,
    home: resolve(root, AISLE_HOME),
    ports,
    prometheus,
    otherHosts: { API_HOSTS, WEB_HOSTS },
    data: DATA === "" ? undefined : resolve(root, DATA),
    shopOptions: SHOP.split(/\s+/).filter((word) => word !== ""),
    days: DAYS,
    simulate: SIMULATE === "1",
    force: FORCE === "1",
  };
}

/** Those without which the demo does not start. */
export function neededPorts(ports: Ports): Partial<Ports> {
  const needed: Partial<Record<keyof Ports, number>> = { ...ports };
  delete needed.PROMETHEUS_PORT;
  return needed;
}

function rejectSharedPorts(ports: Partial<Ports>): void {
  const owners = Map.groupBy(Object.entries(ports), ([, number]) => number);
  for (const [number, variables] of owners) {
    if (variables.length > 1) {
      const names = variables.map(([name]) => name).join(" and ");
      throw new DemoError(`${names} are both ${number}; each needs a port of its own`, exitCodes.usage);
    }
  }
}
