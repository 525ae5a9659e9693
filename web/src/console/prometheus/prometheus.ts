// Asks Prometheus: https://prometheus.io/docs/prometheus/latest/querying/api/
import { readBoundedText, redactUrls } from "@aisle/platform";
import * as v from "valibot";
import type { Outcome } from "../ask.ts";
import type { Labelled } from "../figures/outcomes.ts";

/** A series: its values by unix seconds; those that are no number are left out. */
export interface Curve {
  readonly labels: ReadonlyMap<string, string>;
  readonly values: ReadonlyMap<number, number>;
}

/** Unix seconds. */
export interface Grid {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** What Prometheus told, or why it told nothing, in a sentence. */
export type Answered<T> = Outcome<T, string>;

/** A page waits no longer than this. In milliseconds. */
const TIMEOUT_MS = 2_000;
const MAX_BYTES = 4_000_000;
const MAX_SERIES = 1_000;
const MAX_POINTS = 2_000;
const MAX_LABELS = 64;
const MAX_LABEL_LENGTH = 500;
const SHOWN = 200;

/** Unix seconds, as far as dates go. */
const time = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e12));
/** Nothing that is counted or measured here is larger; an infinite one is left out. */
const MAX_VALUE = 1e18;
const value = v.pipe(
  v.string(),
  v.maxLength(40),
  v.transform(Number),
  v.check((number) => !Number.isFinite(number) || Math.abs(number) <= MAX_VALUE),
);
const labels = v.pipe(
  v.record(v.string(), v.pipe(v.string(), v.maxLength(MAX_LABEL_LENGTH))),
  v.check((record) => Object.keys(record).length <= MAX_LABELS, "too many labels"),
  v.transform((record): ReadonlyMap<string, string> => new Map(Object.entries(record))),
);

const series = <const S extends v.GenericSchema>(schema: S) =>
  v.pipe(
    v.array(v.unknown()),
    v.maxLength(MAX_SERIES),
    v.array(schema as v.GenericSchema<unknown, v.InferOutput<S>>),
  );

const Vector = v.object({
  data: v.object({
    resultType: v.literal("vector"),
    result: series(v.object({ metric: labels, value: v.tuple([time, value]) })),
  }),
});

const Matrix = v.object({
  data: v.object({
    resultType: v.literal("matrix"),
    result: series(
      v.object({ metric: labels, values: v.pipe(v.array(v.tuple([time, value])), v.maxLength(MAX_POINTS)) }),
    ),
  }),
});

/** What a refusal says. */
const Refusal = v.object({ error: v.string() });

export class Prometheus {
  readonly #url: string;

  /** `url`: without a trailing slash. */
  constructor(url: string) {
    this.#url = url;
  }

  /** The values at one time, in unix seconds. */
  async instant(query: string, at: number): Promise<Answered<readonly Labelled[]>> {
    const told = await this.#ask(Vector, "query", { query, time: String(at) });
    if (!told.ok) return told;
    const found = told.value.data.result.map(({ metric, value: [, number] }) => ({
      labels: metric,
      value: number,
    }));
    return { ok: true, value: found.filter((sample) => Number.isFinite(sample.value)) };
  }

  async range(query: string, { from, to, step }: Grid): Promise<Answered<readonly Curve[]>> {
    const grid = { start: String(from), end: String(to), step: String(step) };
    const told = await this.#ask(Matrix, "query_range", { query, ...grid });
    if (!told.ok) return told;
    const found = told.value.data.result.map(({ metric, values }) => ({
      labels: metric,
      values: new Map(values.filter(([, number]) => Number.isFinite(number))),
    }));
    return { ok: true, value: found };
  }

  async #ask<S extends v.GenericSchema>(
    schema: S,
    path: "query" | "query_range",
    fields: Readonly<Record<string, string>>,
  ): Promise<Answered<v.InferOutput<S>>> {
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${this.#url}/api/v1/${path}`, {
        method: "POST",
        body: new URLSearchParams({ ...fields, timeout: `${TIMEOUT_MS}ms` }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: "error",
      });
      status = response.status;
      text = await readBoundedText(response, MAX_BYTES);
    } catch (error) {
      const isLate = error instanceof Error && error.name === "TimeoutError";
      return failure(
        isLate ? `did not answer within ${TIMEOUT_MS / 1_000} seconds` : "cannot be reached or read",
      );
    }
    const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
    if (status === 200 && answer.success) return { ok: true, value: answer.output };
    const refusal = v.safeParse(v.pipe(v.string(), v.parseJson(), Refusal), text);
    if (refusal.success)
      return failure(`could not answer: ${redactUrls(refusal.output.error).slice(0, SHOWN)}`);
    return failure(status === 200 ? "answered in a way that is not understood" : `answered ${status}`);
  }
}

const failure = (what: string): { readonly ok: false; readonly trouble: string } => ({
  ok: false,
  trouble: `Prometheus ${what}: see whether PROMETHEUS_URL is right and what its log says`,
});
