// `trainer search`: a longer search over hyperparameters, each trial a nested run in MLflow.
import { defaultRecipe, PartCache } from "@aisle/recommender";
import { join } from "node:path";
import { codeCommit } from "../cli/commit.ts";
import { Progress } from "../cli/progress.ts";
import { readSettings } from "../cli/settings.ts";
import { MlflowClient } from "@aisle/mlflow";
import { openExperiment } from "../tracking/experiment-view.ts";
import { type CommandIo, numberOption, parseOptions, reportFailure } from "../cli/options.ts";
import { halve } from "../train/cases.ts";
import { prepareTraining, searchStarts } from "../train/challenger.ts";
import { readInput } from "../train/input.ts";
import { chooseWindows } from "../train/windows.ts";
import { openJournal } from "./journal.ts";
import { searchRecipe, type Trial } from "./search.ts";
import { logTrials } from "./trial-runs.ts";

const HELP = `Usage: trainer search [options]

Searches hyperparameters on the events before the holdout, which it does not touch. MLflow gets one run for the
search and a nested run for each trial. The same search on the same data, called again after it was cut short, goes on
where it stopped.

  --trials N   (default 50)
  --seed N     (default 1)
  --json       end with the best recipe as one line of JSON
  --help

Example:
  trainer search --trials 100`;

export async function searchCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, {
      trials: { type: "string", default: "50" },
      seed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    const trials = numberOption("trials", values.trials, { min: 1, max: 100_000 });
    const seed = numberOption("seed", values.seed, { min: 0, max: 2 ** 31 - 1 });
    const settings = readSettings(process.env);
    const client = new MlflowClient({
      trackingUri: settings.mlflowUri,
      login: settings.mlflowLogin,
      onRetry: (message) => io.write(message),
    });
    const experimentId = await openExperiment(client);
    const { snapshot, interactions, items } = await readInput(settings, new Date(), new Progress(io));
    const data = prepareTraining(interactions, items, chooseWindows(interactions, undefined, 0));

    const commit = await codeCommit();
    const identity = JSON.stringify([snapshot.digest, data.windows, seed, defaultRecipe, commit]);
    const id = new Bun.CryptoHasher("sha256").update(identity).digest("hex").slice(0, 12);
    const key = `search:${id}`;
    const parent = await client.runs.ensure({
      experimentId,
      key,
      name: `search ${id}`,
      startTime: Date.now(),
      tags: { "mlflow.source.git.commit": commit, "aisle.snapshot": snapshot.digest },
    });
    if (parent.status !== "RUNNING") await client.runs.resume(parent.runId);
    const logTrial = logTrials(client, { experimentId, key, runId: parent.runId });
    const onTrial = async (trial: Trial): Promise<void> => {
      const { number, ndcg, accepted } = trial;
      if (accepted) io.write(`trial ${number}: validation NDCG@10 ${ndcg.toFixed(4)}`);
      await logTrial(trial);
    };
    const cache = new PartCache();
    const { recipe, ndcg } = await searchRecipe(
      { interactions: data.split.history, items, halves: halve(data.labelCases, seed), cache },
      {
        starts: searchStarts(data, [defaultRecipe], cache),
        trials,
        seed,
        onTrial,
        measurements: openJournal(join(settings.home, `search-${id}.ndjson`)),
      },
    ).catch(async (error: unknown) => {
      // MLflow may be what failed; what it failed with is what the user should read.
      await client.runs.end(parent.runId, "FAILED", Date.now()).catch(() => {});
      throw error;
    });
    // Tags and not params: a search that goes on to more trials may find another recipe.
    await client.runs.log(parent.runId, { tags: { "aisle.recipe": JSON.stringify(recipe) } });
    await client.runs.end(parent.runId, "FINISHED", Date.now());
    io.write(
      values.json
        ? JSON.stringify({ ndcg_at_10: ndcg, recipe })
        : `best validation NDCG@10 ${ndcg.toFixed(4)}`,
    );
    return 0;
  } catch (error) {
    return reportFailure(error, "search", io);
  }
}
