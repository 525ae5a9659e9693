// `trainer benchmark`: the leave-last-out protocol of the literature on files in its format.
import { defaultRecipe, type Item, type Recipe, recipeSchema, writeBundle } from "@aisle/recommender";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import * as v from "valibot";
import { codeCommit } from "../cli/commit.ts";
import { type CommandIo, numberOption, parseOptions, reportFailure, UsageError } from "../cli/options.ts";
import { runBenchmark, testRecipe } from "./benchmark.ts";
import { benchmarkBundle } from "./bundle.ts";
import { bareItems, parseAttributes, parseSequences } from "./files.ts";

const HELP = `Usage: trainer benchmark --sequences FILE [--attributes FILE] [--budget SECONDS | --recipe FILE] [--out DIR] [--json]

Last item of each customer = test, the one before = validation. Every item is ranked, what the customer had before is
masked. All choices are made on validation, the test is computed once.

  --sequences FILE   one line per customer: "customer item item …", items numbered from 1, in time order
  --attributes FILE  {"item": [attribute, …]}
  --budget SECONDS   for all of it: searching, choosing the ranker, fitting and the test (default 300); a trial
                     that has begun is ended, a forest that was compared is grown on all customers, and the test
                     is always made
  --recipe FILE      test this recipe instead of searching: JSON, such as the hyperparameters of a bundle's manifest
  --out DIR          write what was tested as a bundle
  --seed N           (default 1)
  --json             end with one line of JSON
  --help

Example:
  trainer benchmark --sequences Beauty.txt --attributes Beauty_item2attributes.json --budget 120 --json`;

/** Share of the budget that goes to the search without attributes when there are attributes too. */
const BARE_SHARE = 0.35;

export async function benchmarkCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, {
      sequences: { type: "string" },
      attributes: { type: "string" },
      budget: { type: "string", default: "300" },
      recipe: { type: "string" },
      out: { type: "string" },
      seed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    const now = (): number => performance.now();
    const started = now();
    if (values.sequences === undefined) throw new UsageError("--sequences FILE is missing");
    const budget = numberOption("budget", values.budget, { min: 1, max: 86_400, integer: false });
    const seed = numberOption("seed", values.seed, { min: 0, max: 2 ** 31 - 1 });
    const out = values.out === undefined ? undefined : resolve(values.out);
    if (out !== undefined && existsSync(out))
      throw new UsageError(`--out ${out} exists already: name a new folder`);
    const recipe = values.recipe === undefined ? undefined : await readRecipe(values.recipe);
    const text = await readText(values.sequences);
    const interactions = parseSequences(text);
    const run = async (items: readonly Item[], seconds: number) =>
      recipe === undefined
        ? await runBenchmark(interactions, items, defaultRecipe, {
            budgetSeconds: seconds,
            seed,
            now,
            log: (line) => io.write(line),
          })
        : testRecipe(interactions, items, recipe, now);

    const { attributes } = values;
    const items =
      attributes === undefined ? undefined : parseAttributes(await readText(attributes), interactions.items);
    io.write(`${interactions.customers} customers, ${interactions.items} items; without attributes`);
    const bare = await run(bareItems(interactions.items), items === undefined ? budget : budget * BARE_SHARE);
    if (items !== undefined) io.write("with attributes");
    const full = items === undefined ? bare : await run(items, budget - (now() - started) / 1000);

    const { test } = full;
    const result = {
      ndcg_at_5: test.ndcgAt5,
      ndcg_at_10: test.ndcgAt10,
      ndcg_at_20: test.ndcgAt20,
      hit_rate_at_5: test.hitRateAt5,
      hit_rate_at_10: test.hitRateAt10,
      hit_rate_at_20: test.hitRateAt20,
      ndcg_at_10_without_attributes: bare.test.ndcgAt10,
      ...(full.validationNdcg !== undefined && { validation_ndcg_at_10: full.validationNdcg }),
      ranker: full.recipe.ranker.kind,
      search_seconds: items === undefined ? full.searchSeconds : bare.searchSeconds + full.searchSeconds,
      fit_seconds: full.fitSeconds,
      rank_microseconds_per_customer: test.microsecondsPerCase,
      peak_rss_mb: process.resourceUsage().maxRSS / PEAK_UNIT,
      recipe: full.recipe,
    };
    if (out !== undefined) {
      const bundle = benchmarkBundle(full, items ?? bareItems(interactions.items), {
        interactions,
        dataDigest: `sha256:${Bun.SHA256.hash(text, "hex")}`,
        codeCommit: await codeCommit(),
      });
      const { digest } = await writeBundle(out, bundle);
      io.write(`bundle ${out}, ${digest}`);
    }
    if (values.json) io.write(JSON.stringify(result));
    else
      for (const [name, value] of Object.entries(result))
        io.write(`${name.padEnd(32)} ${typeof value === "object" ? JSON.stringify(value) : value}`);
    return 0;
  } catch (error) {
    return reportFailure(error, "benchmark", io);
  }
}

/** Bun reports the peak in kilobytes, as getrusage(2) does on Linux. */
const PEAK_UNIT = 1024;

async function readText(path: string): Promise<string> {
  const file = Bun.file(path);
  if (!(await file.exists())) throw new UsageError(`there is no file ${path}`);
  return await file.text();
}

/** Throws `UsageError` that names the field at fault. */
async function readRecipe(path: string): Promise<Recipe> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), recipeSchema), await readText(path));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new UsageError(`${path} is no recipe: ${v.getDotPath(issue) ?? ""} ${issue.message}`);
}
