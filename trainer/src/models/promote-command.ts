// `trainer promote`: makes a registered version the champion by hand.
import { readSettings } from "../cli/settings.ts";
import { MlflowClient } from "@aisle/mlflow";
import { type CommandIo, numberOption, parseOptions, reportFailure, UsageError } from "../cli/options.ts";
import { lockHome } from "./lock.ts";
import { ModelStore } from "./model-store.ts";

const HELP = `Usage: trainer promote --version N

Makes a registered version the champion without asking the gate. Its bundle is fetched and verified first; the API on
this machine switches to it.

  --version N   version in the registry
  --json        end with one line of JSON
  --help

Example:
  trainer promote --version 3`;

export async function promoteCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, {
      version: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    if (values.version === undefined) throw new UsageError("--version N is missing");
    const wanted = numberOption("version", values.version, { min: 1, max: 9_999_999_999 });
    const settings = readSettings(process.env);
    using _ = lockHome(settings.home);
    const client = new MlflowClient({ trackingUri: settings.mlflowUri, login: settings.mlflowLogin });
    const models = new ModelStore(client, settings);
    const version = await models.registry.version(String(wanted));
    await models.promote(version, await models.fetch(version), new Date());
    const { digest } = version;
    io.write(
      values.json
        ? JSON.stringify({ version: version.version, digest })
        : `version ${version.version} (${digest.slice(0, 19)}) is the champion`,
    );
    return 0;
  } catch (error) {
    return reportFailure(error, "promote", io);
  }
}
