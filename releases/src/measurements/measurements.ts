// What Prometheus measured of canary and primary since a release began.
import * as v from "valibot";
import type { Revision } from "../cluster/cluster.ts";
import { getJson } from "../platform/get-json.ts";
import { oneLine } from "../platform/one-line.ts";

/** What one of the two answered since the release began. Absent numbers were not measured. */
export interface Lane {
  readonly requests?: number;
  /** Answers of 500 and more. */
  readonly errors?: number;
  /** Milliseconds within which 99 of 100 answers of the last minute were given. */
  readonly p99Ms?: number;
  readonly lists?: number;
  readonly clicks?: number;
}

export interface Measured {
  readonly canary: Lane;
  readonly primary: Lane;
  /** The checks' values, as Flagger last saw them. */
  readonly checks: Readonly<Record<string, number>>;
}

/** A release at one moment. */
export interface Sample extends Partial<Measured> {
  /** Unix milliseconds. */
  readonly at: number;
  readonly phase: string;
  readonly weight: number;
  readonly failedChecks: number;
  /** Why nothing was measured. */
  readonly error?: string;
}

export interface Measuring {
  readonly from: Revision;
  readonly to: Revision;
  readonly startedAt: number;
}

export interface Measurements {
  /** Throws `ServiceError`. */
  measure(release: Measuring, now: number): Promise<Measured>;
}

const MIN_WINDOW_S = 15;
/** A query has a handful of series for an answer. */
const MAX_SERIES = 1_000;
const MAX_CHECK_NAME = 253;
const VectorSchema = v.object({
  data: v.object({
    result: v.pipe(
      v.array(v.unknown()),
      v.maxLength(MAX_SERIES),
      v.array(
        v.object({
          metric: v.record(v.string(), v.string()),
          value: v.tuple([v.number(), v.pipe(v.string(), v.transform(Number))]),
        }),
      ),
    ),
  }),
});
type Vector = v.InferOutput<typeof VectorSchema>["data"]["result"];

export class Prometheus implements Measurements {
  readonly #services: string;

  constructor(
    private readonly url: string,
    private readonly canary: { readonly namespace: string; readonly name: string },
  ) {
    this.#services = `service=~"${canary.namespace}-${canary.name}-(canary|primary)-[0-9a-zA-Z-]+@kubernetescrd"`;
  }

  async measure({ from, to, startedAt }: Measuring, now: number): Promise<Measured> {
    const window = `${Math.max(MIN_WINDOW_S, Math.ceil((now - startedAt) / 1_000))}s`;
    const { name } = this.canary;
    const requests = (more: string): string =>
      `sum by (service) (increase(traefik_service_requests_total{${this.#services}${more}}[${window}]))`;
    const tracks = [
      `track="${name}",version=${quoted(to.model?.version ?? "none")}`,
      `track="${name}-primary",version=${quoted(from.model?.version ?? "none")}`,
    ];
    const byTrack = (metric: string): string =>
      tracks.map((labels) => `sum by (track) (increase(${metric}{${labels}}[${window}]))`).join(" or ");
    const buckets = `rate(traefik_service_request_duration_seconds_bucket{${this.#services}}[1m])`;
    const [all, errors, slowest, lists, clicks, analysis] = await Promise.all([
      this.#query(requests("")),
      this.#query(requests(`,code=~"5.."`)),
      this.#query(`1000 * histogram_quantile(0.99, sum by (service, le) (${buckets}))`),
      this.#query(byTrack("aisle_impressions_total")),
      this.#query(byTrack("aisle_clicks_total")),
      this.#query(`flagger_canary_metric_analysis{name="${name}"}`),
    ]);
    const lane = (kind: "canary" | "primary"): Lane => {
      const isService = (labels: Readonly<Record<string, string>>): boolean =>
        labels["service"]?.includes(`-${name}-${kind}-`) === true;
      const isTrack = (labels: Readonly<Record<string, string>>): boolean =>
        labels["track"] === (kind === "canary" ? name : `${name}-primary`);
      const counted = numberOf(all, isService);
      return known({
        requests: whole(counted),
        errors: counted === undefined ? undefined : whole(numberOf(errors, isService) ?? 0),
        p99Ms: numberOf(slowest, isService),
        lists: whole(numberOf(lists, isTrack)),
        clicks: whole(numberOf(clicks, isTrack)),
      });
    };
    return {
      canary: lane("canary"),
      primary: lane("primary"),
      checks: Object.fromEntries(
        analysis
          .filter(({ value }) => Number.isFinite(value[1]))
          .map(({ metric, value }) => inUnits(oneLine(metric["metric"] ?? "", MAX_CHECK_NAME), value[1])),
      ),
    };
  }

  async #query(query: string): Promise<Vector> {
    const found = await getJson(VectorSchema, `${this.url}/api/v1/query?query=${encodeURIComponent(query)}`);
    return found.data.result;
  }
}

/** A text as PromQL has it: what a deployment calls its model is no part of a query. */
const quoted = (text: string): string => JSON.stringify(text);

/** Flagger compares durations in milliseconds and publishes them in seconds. */
const inUnits = (check: string, value: number): [string, number] => [
  check,
  check === "request-duration" ? 1_000 * value : value,
];

function numberOf(
  vector: Vector,
  isIt: (labels: Readonly<Record<string, string>>) => boolean,
): number | undefined {
  const found = vector.filter(({ metric, value }) => isIt(metric) && Number.isFinite(value[1]));
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value[1], 0);
}

const whole = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Math.round(value);

const known = (lane: { readonly [Name in keyof Lane]: Lane[Name] | undefined }): Lane =>
  Object.fromEntries(Object.entries(lane).filter(([, value]) => value !== undefined));
