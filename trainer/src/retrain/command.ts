// `trainer retrain`: the gated loop, once.
import { readSettings } from "../cli/settings.ts";
import { MlflowClient } from "@aisle/mlflow";
import { type CommandIo, numberOption, parseOptions, reportFailure } from "../cli/options.ts";
import { awaitSwitch } from "./await-switch.ts";
import { Progress } from "../cli/progress.ts";
import { retrain } from "./retrain.ts";

const HELP = `Usage: trainer retrain [options]

Freezes the store, checks the data, takes out of older snapshots what the store has given up, trains a challenger
and compares it with the champion on the newest events. When it is better it is registered in MLflow, becomes the
champion, and the API on this machine switches to it. Where nothing serves yet it is compared with popularity, and
popularity becomes the first model when it is not surely better.

  --propose    leave a challenger that is better to its release, which makes it the champion when customers have seen it
  --trials N   recipes that the search tries (default 8)
  --seed N     (default 1)
  --json       end with the decision as one line of JSON
  --help

Exit status: 0 promoted, or proposed, 3 refused (the reason is printed), 1 failed (run it again: it goes on where it stopped).

Example:
  AISLE_HOME=.aisle trainer retrain --trials 50`;

const REFUSED = 3;

export async function retrainCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, {
      trials: { type: "string", default: "8" },
      seed: { type: "string", default: "1" },
      propose: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    const settings = readSettings(process.env);
    const client = new MlflowClient({
      trackingUri: settings.mlflowUri,
      login: settings.mlflowLogin,
      onRetry: (message) => io.write(message),
    });
    const progress = new Progress(io);
    const outcome = await retrain(
      settings,
      client,
      {
        trials: numberOption("trials", values.trials, { min: 0, max: 100_000 }),
        seed: numberOption("seed", values.seed, { min: 0, max: 2 ** 31 - 1 }),
        proposes: values.propose,
        now: Date.now,
      },
      progress,
    );
    if (outcome.digest !== undefined && settings.apiUrl !== undefined && !values.propose) {
      const { apiUrl, apiKey } = settings;
      const { digest } = outcome;
      await progress.step(
        "switch",
        () => awaitSwitch({ apiUrl, apiKey }, digest),
        () => `${apiUrl} serves the new model`,
      );
    }
    if (values.json) io.write(JSON.stringify(outcome));
    return outcome.decision.promoted ? 0 : REFUSED;
  } catch (error) {
    return reportFailure(error, "retrain", io);
  }
}
