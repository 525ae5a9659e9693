// The scenarios that can be asked for by name, with their defaults.
import type { Limit, Scenario, Shares, Stage } from "./scenario.ts";

/** What of a scenario can be set. */
export interface Settings {
  readonly seconds: number;
  readonly connections: number;
  /** Requests a second: of mixed and soak, before and after a spike, of the first step of a ramp. */
  readonly rate: number;
  /** Requests a second of a spike, and of the last step of a ramp. */
  readonly peak: number;
}

interface Definition {
  /** For the help and the report. */
  readonly about: string;
  readonly defaults: Settings;
  /** Which rates it has; one without goes as fast as it is answered. */
  readonly rates: readonly ("rate" | "peak")[];
  readonly build: (settings: Settings) => Omit<Scenario, "name">;
}

/** A shop's traffic: most of it home pages and product pages, and what the visitors do there. */
const SHOP: Shares = {
  personalised: 0.4,
  form: 0.1,
  similar: 0.2,
  "bought together": 0.1,
  trending: 0.1,
  events: 0.1,
};

/** Without events, which wait for the disk and grow the store: a ramp and a spike ask what the service itself can take. */
const READS: Shares = { ...SHOP, events: 0 };

const P99 = 100;
const RAMP_STEPS = 10;
const NO_FAILURES: readonly Limit[] = [
  { of: "errors", max: 0.001 },
  { of: "sheds", max: 0.001 },
];

const DEFAULTS: Settings = { seconds: 30, connections: 64, rate: 200, peak: 1_000 };

export const SCENARIOS = {
  personalised: {
    about: "home pages only, each connection as fast as it is answered",
    defaults: { ...DEFAULTS, seconds: 20, connections: 16 },
    rates: [],
    build: ({ seconds, connections }) => ({
      stages: [{ name: "full speed", seconds, connections }],
      shares: { personalised: 1 },
      limits: [...NO_FAILURES, { of: "p99", max: P99 }],
    }),
  },
  mixed: {
    about: "a shop's traffic, reads and events, at one rate",
    defaults: DEFAULTS,
    rates: ["rate"],
    build: ({ seconds, connections, rate }) => ({
      stages: [{ name: "steady", seconds, connections, rate }],
      shares: SHOP,
      limits: [...NO_FAILURES, { of: "p99", max: P99 }, { of: "throughput", min: 0.95 * rate }],
    }),
  },
  ramp: {
    about: `reads in ${RAMP_STEPS} steps from rate to peak: how much it can take`,
    defaults: { ...DEFAULTS, seconds: 60, peak: 2_000 },
    rates: ["rate", "peak"],
    build: ({ seconds, connections, rate, peak }) => ({
      stages: Array.from({ length: RAMP_STEPS }, (_, step): Stage => {
        const there = Math.round(rate + ((peak - rate) * step) / (RAMP_STEPS - 1));
        return { name: `${step + 1}: ${there}/s`, seconds: seconds / RAMP_STEPS, connections, rate: there };
      }),
      shares: READS,
      limits: [
        { of: "errors", max: 0.001 },
        { of: "capacity", min: rate, p99: P99 },
      ],
    }),
  },
  spike: {
    about: "reads at a rate, suddenly at the peak, then as before: does it shed, does it recover",
    defaults: { ...DEFAULTS, seconds: 40, connections: 256 },
    rates: ["rate", "peak"],
    build: ({ seconds, connections, rate, peak }) => ({
      stages: [
        { name: "before", seconds: 0.25 * seconds, connections, rate },
        { name: "spike", seconds: 0.25 * seconds, connections, rate: peak },
        { name: "after", seconds: 0.5 * seconds, connections, rate },
      ],
      shares: READS,
      limits: [
        { of: "errors", max: 0.001 },
        { of: "sheds", max: 0.001, stages: ["before"] },
        { of: "p99", max: P99, stages: ["before", "spike"] },
        { of: "throughput", min: 0.95 * rate, stages: ["spike"] },
        { of: "retry-after" },
        { of: "recovery", stage: "after", max: 5, p99: P99 },
      ],
    }),
  },
  soak: {
    about: "a shop's traffic at one rate for long: does anything grow; METRICS shows the server's memory",
    defaults: { ...DEFAULTS, seconds: 1_200 },
    rates: ["rate"],
    build: ({ seconds, connections, rate }) => ({
      stages: [{ name: "steady", seconds, connections, rate }],
      shares: SHOP,
      limits: [
        ...NO_FAILURES,
        { of: "p99", max: P99 },
        { of: "throughput", min: 0.95 * rate },
        { of: "growth", max: 0.05 },
      ],
    }),
  },
} satisfies Record<string, Definition>;

export type ScenarioName = keyof typeof SCENARIOS;

/** Whether a scenario has such a setting. */
export function takes(name: ScenarioName, setting: keyof Settings): boolean {
  const { rates }: { readonly rates: readonly string[] } = SCENARIOS[name];
  return (setting !== "rate" && setting !== "peak") || rates.includes(setting);
}
