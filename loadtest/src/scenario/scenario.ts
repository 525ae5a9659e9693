// A load test as data: stages one after the other, what is asked in them, and what must hold.

/** What a request is: one route of the API, asked in one way. */
export const KINDS = ["personalised", "form", "similar", "bought together", "trending", "events"] as const;
export type Kind = (typeof KINDS)[number];

/** How much of the requests each kind is; relative to each other. */
export type Shares = Readonly<Partial<Record<Kind, number>>>;

export interface Stage {
  /** Different from those of the other stages. */
  readonly name: string;
  readonly seconds: number;
  /** Requests at the same time, all kinds together. */
  readonly connections: number;
  /** Requests a second, all kinds together; absent: each connection asks again as soon as it is answered. */
  readonly rate?: number;
}

/**
 * What must hold. `stages` names those that are looked at; absent: all. Rates count requests a second, shares are 0 to 1,
 * latencies are milliseconds of good answers.
 */
export type Limit =
  | { readonly of: "errors"; readonly max: number; readonly stages?: readonly string[] }
  | { readonly of: "sheds"; readonly max: number; readonly stages?: readonly string[] }
  /** For every kind by itself. */
  | { readonly of: "p99"; readonly max: number; readonly stages?: readonly string[] }
  /** Good answers a second. */
  | { readonly of: "throughput"; readonly min: number; readonly stages?: readonly string[] }
  /** The highest rate of a stage that was answered in time, it and all before it. */
  | { readonly of: "capacity"; readonly min: number; readonly p99: number }
  /** From the start of `stage`: seconds until errors, sheds and the p99 are good again and stay so. */
  | { readonly of: "recovery"; readonly stage: string; readonly max: number; readonly p99: number }
  /** Every refusal (429, 503) says when to come back. */
  | { readonly of: "retry-after" }
  /** What a line through the second half of the run says that the server's memory grew by, as a share. */
  | { readonly of: "growth"; readonly max: number };

export interface Scenario {
  readonly name: string;
  readonly stages: readonly Stage[];
  readonly shares: Shares;
  readonly limits: readonly Limit[];
}

/** Seconds of all stages. */
export function secondsOf({ stages }: Pick<Scenario, "stages">): number {
  return stages.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** What the scenario says that a p99 may be at most, in milliseconds; `undefined` when it says nothing. */
export function maxP99Of({ limits }: Pick<Scenario, "limits">): number | undefined {
  return limits
    .map((limit) => (limit.of === "p99" ? limit.max : "p99" in limit ? limit.p99 : undefined))
    .find((p99) => p99 !== undefined);
}

export interface Part {
  readonly kind: Kind;
  readonly connections: number;
  readonly rate?: number;
}

/** A stage's kinds, each with its part of connections and rate: at least one connection, so at times a few more in all. */
export function partsOf(stage: Stage, shares: Shares): Part[] {
  const kinds = KINDS.filter((kind) => (shares[kind] ?? 0) > 0);
  const whole = kinds.reduce((sum, kind) => sum + shares[kind]!, 0);
  return kinds.map((kind) => {
    const share = shares[kind]! / whole;
    return {
      kind,
      connections: Math.max(1, Math.round(stage.connections * share)),
      ...(stage.rate !== undefined && { rate: Number((stage.rate * share).toFixed(3)) }),
    };
  });
}
