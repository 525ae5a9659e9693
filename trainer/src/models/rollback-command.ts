// `trainer rollback`: back to the champion before this one.
import { readSettings } from "../cli/settings.ts";
import { MlflowClient } from "@aisle/mlflow";
import { type CommandIo, parseOptions, reportFailure } from "../cli/options.ts";
import { lockHome } from "./lock.ts";
import { ModelStore } from "./model-store.ts";

const HELP = `Usage: trainer rollback

Makes the version that the champion replaced the champion again, and marks the one that is left. The API on this
machine switches back.

  --json   end with one line of JSON
  --help

Example:
  trainer rollback`;

export async function rollbackCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, {
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    const settings = readSettings(process.env);
    using _ = lockHome(settings.home);
    const client = new MlflowClient({ trackingUri: settings.mlflowUri, login: settings.mlflowLogin });
    const models = new ModelStore(client, settings);
    const { from, to } = await models.rollback(new Date());
    io.write(
      values.json
        ? JSON.stringify({ from: from.version, to: to.version, digest: to.digest })
        : `rolled back from version ${from.version} to version ${to.version}`,
    );
    return 0;
  } catch (error) {
    return reportFailure(error, "rollback", io);
  }
}
