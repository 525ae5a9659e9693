// The literature's leave-last-out protocol on Beauty and Toys, as `trainer benchmark` runs it.
import { join } from "node:path";
import * as v from "valibot";
import { benchmarkCommand } from "../../src/benchmark/command.ts";
import { round, table } from "./report.ts";
import type { Settings } from "./settings.ts";

const resultSchema = v.object({
  ndcg_at_10: v.number(),
  hit_rate_at_10: v.number(),
  ndcg_at_10_without_attributes: v.number(),
  validation_ndcg_at_10: v.number(),
  ranker: v.string(),
  search_seconds: v.number(),
  fit_seconds: v.number(),
  rank_microseconds_per_customer: v.number(),
  peak_rss_mb: v.number(),
});

export type LiteratureResult = v.InferOutput<typeof resultSchema>;

/** What we aim at. The best published on these files are .0611 (Beauty, BSARec) and .0657 (Toys, ICSRec). */
const BARS = {
  Beauty: { ndcg: 0.07, hitRate: 0.11 },
  Toys: { ndcg: 0.083, hitRate: undefined },
} as const;

/** Runs the command on one data set. Throws when it fails. */
export async function runLiterature(
  files: "Beauty" | "Toys_and_Games",
  { benchmark, budget }: Settings,
  write: (line: string) => void,
): Promise<LiteratureResult> {
  let last = "";
  const sequences = join(benchmark, `${files}.txt`);
  const attributes = join(benchmark, `${files}_item2attributes.json`);
  const argv = ["--sequences", sequences, "--attributes", attributes, "--budget", String(budget), "--json"];
  const code = await benchmarkCommand(argv, {
    isTty: false,
    write: (line) => {
      last = line;
      write(`  ${line}`);
    },
  });
  if (code !== 0) throw new Error(`trainer benchmark failed on ${files} (above)`);
  const result = v.parse(resultSchema, JSON.parse(last));
  return Object.assign(result, {
    ndcg_at_10: round(result.ndcg_at_10),
    hit_rate_at_10: round(result.hit_rate_at_10),
  });
}

export function literatureTable(beauty: LiteratureResult, toys: LiteratureResult): string {
  const rows = (
    [
      ["Beauty", beauty],
      ["Toys", toys],
    ] as const
  ).map(([name, result]) => {
    const bar = BARS[name];
    return [
      name,
      result.ndcg_at_10.toFixed(4),
      bar.ndcg.toFixed(4),
      result.hit_rate_at_10.toFixed(4),
      bar.hitRate?.toFixed(4) ?? "–",
      result.ndcg_at_10_without_attributes.toFixed(4),
      result.validation_ndcg_at_10.toFixed(4),
      result.ranker,
    ];
  });
  return table(
    ["data", "NDCG@10", "bar", "HR@10", "bar", "NDCG@10 without attributes", "validation NDCG@10", "ranker"],
    rows,
  );
}
