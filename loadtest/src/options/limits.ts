// A scenario's thresholds, where the user wants others.
import type { Limit } from "../scenario/scenario.ts";
import { type Given, named, parseNumber, UsageError, type ValueName } from "./names.ts";

/** The scenario's limits with those that were given instead; throws `UsageError` when it has no such limit. */
export function overridden(name: string, limits: readonly Limit[], given: Given): Limit[] {
  const number = (option: ValueName, min: number, max: number): number | undefined =>
    given(option) === undefined ? undefined : parseNumber(option, given(option)!, { min, max });
  const errors = number("max-error-rate", 0, 1);
  const sheds = number("max-shed-rate", 0, 1);
  const p99 = number("max-p99", 0.1, 60_000);
  const throughput = number("min-throughput", 0, 1_000_000);
  const recovery = number("max-recovery", 0, 3_600);
  const growth = number("max-growth", 0, 10);
  const kinds = new Set(limits.map(({ of }) => of));
  if (recovery !== undefined && !kinds.has("recovery"))
    throw new UsageError(
      `The scenario ${name} has no spike to recover from: leave out ${named("max-recovery")}.`,
    );
  if (growth !== undefined && !kinds.has("growth"))
    throw new UsageError(
      `The scenario ${name} is too short for growth: take soak, or leave out ${named("max-growth")}.`,
    );
  const changed = limits.map((limit): Limit => {
    switch (limit.of) {
      case "errors":
        return { ...limit, max: errors ?? limit.max };
      case "sheds":
        return { ...limit, max: sheds ?? limit.max };
      case "p99":
        return { ...limit, max: p99 ?? limit.max };
      case "throughput":
        return { ...limit, min: throughput ?? limit.min };
      case "capacity":
        return { ...limit, min: throughput ?? limit.min, p99: p99 ?? limit.p99 };
      case "recovery":
        return { ...limit, max: recovery ?? limit.max, p99: p99 ?? limit.p99 };
      case "growth":
        return { ...limit, max: growth ?? limit.max };
      case "retry-after":
        return limit;
    }
  });
  // Two limits are not in every scenario, and can be asked of any.
  if (throughput !== undefined && !kinds.has("throughput") && !kinds.has("capacity"))
    changed.push({ of: "throughput", min: throughput });
  if (sheds !== undefined && !kinds.has("sheds")) changed.push({ of: "sheds", max: sheds });
  return changed;
}
