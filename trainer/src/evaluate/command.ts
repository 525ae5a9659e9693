// `trainer evaluate`: measures a recipe on events that it has not seen.
import {
  byProduct,
  defaultRecipe,
  type Evaluation,
  evaluate,
  fitModel,
  modelFrom,
  readBundle,
  type Recipe,
  Recommender,
} from "@aisle/recommender";
import { Progress } from "../cli/progress.ts";
import { readSettings } from "../cli/settings.ts";
import { leaveLastOut } from "../data/split.ts";
import { evaluationMetrics } from "../train/metrics.ts";
import { type CommandIo, parseOptions, reportFailure, UsageError } from "../cli/options.ts";
import { openCases } from "../train/cases.ts";
import { fitRecipe, fitPopularityAlone, prepareTraining } from "../train/challenger.ts";
import { onlyPopularity } from "../train/choose-popularity.ts";
import { readInput, type TrainingInput } from "../train/input.ts";
import { chooseWindows, takenTypesOf } from "../train/windows.ts";

const HELP = `Usage: trainer evaluate [--bundle DIR] [--split time|last] [--json]

Takes the recipe of a bundle (or the default one), fits it on the training part of the store's data and measures it on
the rest, beside popularity.

  --bundle DIR   whose recipe to measure
  --split time   train on the past, rank what customers took in the newest window (default)
  --split last   train on all but each customer's last event, rank it where it is a purchase or cart; always the
                 blend, since there is no window of time left for a forest to learn from
  --json         end with one line of JSON
  --help

Example:
  trainer evaluate --bundle .aisle/models/m20260101120000 --split last`;

export async function evaluateCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, {
      bundle: { type: "string" },
      split: { type: "string", default: "time" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    if (values.split !== "time" && values.split !== "last") {
      throw new UsageError(`--split must be time or last, not "${values.split}"`);
    }
    const recipe =
      values.bundle === undefined ? defaultRecipe : modelFrom(await readBundle(values.bundle)).recipe;
    const input = await readInput(readSettings(process.env), new Date(), new Progress(io));
    const { model, popularity } = (values.split === "time" ? onTimeSplit : onLastOut)(input, recipe);
    const result = {
      split: values.split,
      customers: model.cases,
      ...evaluationMetrics("", model),
      ...evaluationMetrics("popularity_", popularity),
    };
    if (values.json) io.write(JSON.stringify(result));
    else for (const [name, value] of Object.entries(result)) io.write(`${name.padEnd(28)} ${String(value)}`);
    return 0;
  } catch (error) {
    return reportFailure(error, "evaluate", io);
  }
}

interface Measured {
  readonly model: Evaluation;
  readonly popularity: Evaluation;
}

function onTimeSplit({ interactions, items }: TrainingInput, recipe: Recipe): Measured {
  const data = prepareTraining(interactions, items, chooseWindows(interactions, undefined, 0));
  return {
    model: evaluate(new Recommender(fitRecipe(data, recipe).model, items), data.holdoutCases),
    popularity: evaluate(new Recommender(fitPopularityAlone(data).model, items), data.holdoutCases),
  };
}

/** Leave-last-out has no window of labels, so a forest would have nothing honest to learn from: the blend ranks. */
function onLastOut({ interactions, items }: TrainingInput, recipe: Recipe): Measured {
  const { historyAndValidation, test } = leaveLastOut(byProduct(interactions, items));
  const cases = openCases(historyAndValidation, test, takenTypesOf(interactions));
  const model = fitModel(historyAndValidation, items, recipe);
  return {
    model: evaluate(new Recommender(model, items), cases),
    popularity: evaluate(new Recommender({ ...model, recipe: onlyPopularity(recipe) }, items), cases),
  };
}
