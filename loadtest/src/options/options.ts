// The command line and its environment: what to put under load, how hard, and what still counts as good.
import { parseArgs } from "node:util";
import type { Scenario } from "../scenario/scenario.ts";
import { type ScenarioName, SCENARIOS, type Settings, takes } from "../scenario/scenarios.ts";
import { overridden } from "./limits.ts";
import { type Given, named, parseNumber, SWITCHES, UsageError, type ValueName, VALUES } from "./names.ts";

export interface Options {
  /** The API's base URL. */
  readonly target: string;
  readonly apiKey: string | undefined;
  readonly scenario: Scenario;
  /** What the scenario was built with. */
  readonly settings: Settings;
  /** Address of the server's Prometheus metrics; absent: they are not looked at. */
  readonly metrics?: string;
  readonly keepEvents: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const MAX_SECONDS = 86_400;
/** A stage that is shorter says nothing. */
const LEAST_STAGE_SECONDS = 1;

/** Parses the arguments after the program's name and the environment; `undefined` when help is asked for. Throws `UsageError`. */
export function parseOptions(argv: readonly string[], env: Environment): Options | undefined {
  const flags = parse(argv);
  if (flags.help === true) return undefined;
  const given = (name: ValueName): string | undefined => flags[name] ?? (env[VALUES[name].env] || undefined);
  const isOn = (name: keyof typeof SWITCHES): boolean =>
    flags[name] === true || onOrOff(SWITCHES[name].env, env);
  const target = parseUrl("The target", given("target") ?? (env["API_URL"] || localApi(env)));
  if (!isOn("allow-remote") && !isThisMachine(target)) {
    throw new UsageError(
      `${target.href} is not this machine. Load on a service that others use can take it down: ` +
        "add --allow-remote, or ALLOW_REMOTE=1, if it is yours and may be loaded.",
    );
  }
  const name = parseName(given("scenario") ?? "personalised");
  const settings = parseSettings(name, given);
  const metrics = given("metrics");
  return {
    target: withoutSlash(target),
    apiKey: env["API_KEY"] || undefined,
    scenario: build(name, settings, given),
    settings,
    ...(metrics !== undefined && { metrics: metricsUrl(metrics) }),
    keepEvents: isOn("keep-events"),
  };
}

function parse(argv: readonly string[]) {
  const value = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        ...(Object.fromEntries(Object.keys(VALUES).map((name) => [name, value])) as Record<
          ValueName,
          typeof value
        >),
        "keep-events": flag,
        "allow-remote": flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function parseName(name: string): ScenarioName {
  if (Object.hasOwn(SCENARIOS, name)) return name as ScenarioName;
  throw new UsageError(
    `There is no scenario ${JSON.stringify(name)}: there are ${Object.keys(SCENARIOS).join(", ")}.`,
  );
}

function parseSettings(name: ScenarioName, given: Given): Settings {
  const { defaults } = SCENARIOS[name];
  for (const option of ["rate", "peak"] as const) {
    if (given(option) !== undefined && !takes(name, option))
      throw new UsageError(`The scenario ${name} has no ${option}: leave out ${named(option)}.`);
  }
  const whole = (option: "connections" | "rate" | "peak", max: number): number =>
    given(option) === undefined
      ? defaults[option]
      : parseNumber(option, given(option)!, { min: 1, max, integer: true });
  const settings: Settings = {
    seconds: given("duration") === undefined ? defaults.seconds : parseDuration(given("duration")!),
    connections: whole("connections", 2_048),
    rate: whole("rate", 1_000_000),
    peak: whole("peak", 1_000_000),
  };
  if (takes(name, "peak") && settings.peak <= settings.rate) {
    throw new UsageError(
      `The peak is ${settings.peak} and the rate ${settings.rate}: the peak must be higher. Set both ${named("rate")} and ${named("peak")}.`,
    );
  }
  return settings;
}

function build(name: ScenarioName, settings: Settings, given: Given): Scenario {
  const built: Omit<Scenario, "name"> = SCENARIOS[name].build(settings);
  const shortest = Math.min(...built.stages.map(({ seconds }) => seconds));
  if (shortest < LEAST_STAGE_SECONDS) {
    const least = Math.ceil((settings.seconds * LEAST_STAGE_SECONDS) / shortest);
    throw new UsageError(
      `The scenario ${name} has ${built.stages.length} stages: ${named("duration")} must be at least ${least}s.`,
    );
  }
  return { ...built, name, limits: overridden(name, built.limits, given) };
}

function onOrOff(name: string, env: Environment): boolean {
  const value = env[name] || "0";
  if (value === "0" || value === "1") return value === "1";
  throw new UsageError(`${name} is ${JSON.stringify(value)}: it must be 1, 0 or not set.`);
}

const localApi = (env: Environment) => `http://127.0.0.1:${env["API_PORT"] || "3000"}`;

function parseUrl(what: string, text: string): URL {
  if (URL.canParse(text)) {
    const url = new URL(text);
    // What is in the address is written into the report, which somebody may forward.
    if (url.username !== "" || url.password !== "")
      throw new UsageError(`${what} must not hold a name or a password: keys go into API_KEY.`);
    if (url.search !== "" || url.hash !== "")
      throw new UsageError(`${what} ${JSON.stringify(text)} must end before its ? or #.`);
    if (url.protocol === "http:" || url.protocol === "https:") return url;
  }
  throw new UsageError(`${what} ${JSON.stringify(text)} is not an http:// or https:// URL.`);
}

const withoutSlash = ({ href }: URL) => href.replace(/\/+$/, "");

/** The server's internal address alone means its `/metrics`. */
function metricsUrl(text: string): string {
  const url = parseUrl("The address of the metrics", text);
  if (url.pathname === "/") url.pathname = "/metrics";
  return url.href;
}

function isThisMachine({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

const UNITS = { s: 1, m: 60, h: 3_600 } as const;

function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d{1,5})([smh])$/.exec(text) ?? [];
  const seconds = Number(amount) * UNITS[(unit ?? "s") as keyof typeof UNITS];
  if (seconds >= 1 && seconds <= MAX_SECONDS) return seconds;
  throw new UsageError(
    `${named("duration")} is ${JSON.stringify(text)}: it must be 1s to 24h, such as 20s or 2m.`,
  );
}
