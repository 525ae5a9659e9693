// A measurement as the plain figures that are kept.
import type { Kind } from "../scenario/scenario.ts";
import type { Run, Slice, StageFigures } from "../runs/run.ts";
import type { Measurement } from "./drive.ts";
import { Tally } from "./tally.ts";

export type Summary = Pick<Run, "total" | "kinds" | "stages" | "slices" | "distribution">;

export function summarise({ stages, slices }: Measurement): Summary {
  const total = new Tally();
  const kinds = new Map<Kind, Tally>();
  for (const [kind, tally] of stages.flatMap((stage) => [...stage.kinds])) {
    total.merge(tally);
    const sum = kinds.get(kind) ?? new Tally();
    sum.merge(tally);
    kinds.set(kind, sum);
  }
  return {
    total: total.figures(),
    kinds: figuresOf(kinds),
    stages: stages.map(({ stage, from, kinds }): StageFigures => {
      const whole = new Tally();
      for (const tally of kinds.values()) whole.merge(tally);
      return { ...stage, from, total: whole.figures(), kinds: figuresOf(kinds) };
    }),
    slices: {
      seconds: slices.seconds,
      all: slices.all.map((tally, index) => slice(tally, slices.completed[index]!, index * slices.seconds)),
    },
    distribution: total.latency.buckets(),
  };
}

const figuresOf = (kinds: ReadonlyMap<Kind, Tally>) =>
  Object.fromEntries(Array.from(kinds, ([kind, tally]) => [kind, tally.figures()] as const));

function slice(tally: Tally, completed: number, from: number): Slice {
  const { good, shed, failed, offered, latency } = tally.figures();
  return {
    from,
    completed,
    good,
    shed,
    // What failed without a time of its own is spread over slices, and need not be whole.
    failed: Math.round(failed),
    ...(offered !== undefined && { offered }),
    ...(latency !== undefined && { p50: latency.p50, p90: latency.p90, p99: latency.p99 }),
  };
}
