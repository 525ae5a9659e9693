// `trainer train`: fits and measures a model and writes its bundle; no registry, no gate.
import {
  bundleContent,
  defaultRecipe,
  evaluate,
  fitModel,
  Recommender,
  writeBundle,
} from "@aisle/recommender";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { codeCommit } from "../cli/commit.ts";
import { Progress } from "../cli/progress.ts";
import { readSettings } from "../cli/settings.ts";
import { evaluationMetrics } from "./metrics.ts";
import { type CommandIo, numberOption, parseOptions, reportFailure, UsageError } from "../cli/options.ts";
import { prepareTraining, trainChallenger } from "./challenger.ts";
import { readInput } from "./input.ts";
import { chooseWindows } from "./windows.ts";
import { dataInfo, upToEnd } from "./data-info.ts";

const HELP = `Usage: trainer train --out DIR [options]

Freezes the store, or reads a folder of data, checks it, searches a recipe, measures it on the newest events, fits it on
all of them and writes the bundle. Nothing is registered or served: that is what retrain does.

  --out DIR    the bundle's folder; must not exist
  --from DIR   a folder of data, in a layout of docs/data-formats.md, instead of the store
  --trials N   recipes that the search tries (default 2)
  --seed N     (default 1)
  --json       end with one line of JSON
  --help

Example:
  trainer train --out /tmp/bundle --trials 10
  trainer train --from /tmp/shop --out /tmp/bundle --trials 0`;

export async function trainCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, {
      out: { type: "string" },
      from: { type: "string" },
      trials: { type: "string", default: "2" },
      seed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    if (values.out === undefined)
      throw new UsageError("--out DIR is missing: say where the bundle is to be written");
    const dir = resolve(values.out);
    if (existsSync(dir)) throw new UsageError(`--out ${dir} exists already: name a new folder`);
    const options = {
      starts: [defaultRecipe] as const,
      trials: numberOption("trials", values.trials, { min: 0, max: 100_000 }),
      seed: numberOption("seed", values.seed, { min: 0, max: 2 ** 31 - 1 }),
    };
    const progress = new Progress(io);
    const now = new Date();
    const { snapshot, interactions, items } = await readInput(
      readSettings(process.env),
      now,
      progress,
      values.from,
    );
    // What a step leaves behind is gigabytes for a large shop, and the heap would grow by as much before it is freed.
    Bun.gc(true);
    const data = prepareTraining(interactions, items, chooseWindows(interactions, undefined, 0));
    const challenger = await progress.step("train", () => trainChallenger(data, options));
    Bun.gc(true);
    const metrics = evaluationMetrics(
      "",
      evaluate(new Recommender(challenger.model, items), data.holdoutCases),
    );
    const fitted = upToEnd(interactions);
    const model = { ...fitModel(fitted, items, challenger.recipe), forest: challenger.model.forest };
    const { digest, bytes } = await progress.step(
      "write",
      async () =>
        await writeBundle(
          dir,
          bundleContent(model, items, {
            created: now.toISOString(),
            codeCommit: await codeCommit(),
            data: dataInfo(snapshot, fitted),
            metrics,
          }),
        ),
    );
    const result = { bundle: dir, digest, bytes, ranker: challenger.recipe.ranker.kind, ...metrics };
    if (values.json) io.write(JSON.stringify(result));
    else for (const [name, value] of Object.entries(result)) io.write(`${name.padEnd(20)} ${String(value)}`);
    return 0;
  } catch (error) {
    return reportFailure(error, "train", io);
  }
}
