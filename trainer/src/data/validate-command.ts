// `trainer validate`: freezes the store and reports on the snapshot.
import { type CommandIo, parseOptions, reportFailure } from "../cli/options.ts";
import { Progress } from "../cli/progress.ts";
import { readSettings } from "../cli/settings.ts";
import { renderReport } from "./report.ts";
import { readInput } from "../train/input.ts";

const HELP = `Usage: trainer validate

Freezes the store into a snapshot and checks it: schema, duplicates, unknown items, impossible times, volumes, and
what changed since the snapshot before. Bad rows go to the snapshot's quarantine.ndjson with the reason.

  --help

Exit status: 0 good enough to train on, 1 not (the report says why).

Example:
  AISLE_HOME=.aisle trainer validate`;

export async function validateCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const values = parseOptions(argv, { help: { type: "boolean", default: false } });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    const { snapshot, validation } = await readInput(readSettings(process.env), new Date(), new Progress(io));
    io.write(`\n${renderReport(validation)}\n`);
    io.write(snapshot.dir);
    return 0;
  } catch (error) {
    return reportFailure(error, "validate", io);
  }
}
