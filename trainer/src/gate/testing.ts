// Holdouts and contestants for tests of the gate.
import type { Contestant } from "./decision.ts";
import { type Takings, takingsOf } from "./takings.ts";

/** One item for each customer, by default of as many items and days as the numbers ask for. */
export function onePerCustomer(customers: number, { items = 50, days = 20 } = {}): Takings {
  return takingsOf(
    Array.from({ length: customers }, (_, at) => ({
      // Items and days are crossed: each item is taken on many days.
      taken: new Set([at % items]),
      days: [Math.floor(at / items) % days],
    })),
  );
}

export function contestant(
  name: string,
  gains: ArrayLike<number>,
  fields: Partial<Contestant> = {},
): Contestant {
  return { name, gains: Float64Array.from(gains), coverage: 0.5, microsecondsPerCustomer: 100, ...fields };
}
