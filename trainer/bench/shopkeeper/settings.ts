// How large the shops of the benchmark are, and how many.
export interface Settings {
  readonly seeds: readonly number[];
  readonly customers: number;
  readonly items: number;
  /** Days before the moment of the questions. */
  readonly days: number;
  /** Most questions of each sort. */
  readonly questions: number;
}

/** Reads the environment: `QUICK=1` for a look at whether everything runs, and `SEEDS=1,2,3`. Throws on wrong ones. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const quick = env["QUICK"] === "1";
  const seeds = (env["SEEDS"] ?? (quick ? "1" : "1,2,3")).split(",").map(Number);
  if (!seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32))
    throw new Error(`SEEDS must be whole numbers with commas, such as 1,2,3, not "${env["SEEDS"]}"`);
  return quick
    ? { seeds, customers: 800, items: 520, days: 120, questions: 100 }
    : { seeds, customers: 4000, items: 2000, days: 240, questions: 400 };
}
