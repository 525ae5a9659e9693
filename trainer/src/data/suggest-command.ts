// `trainer mapping`: writes a first `mapping.json`.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type CommandIo, reportFailure, UsageError } from "../cli/options.ts";
import { MAPPING_FILE } from "./layouts/mapping.ts";
import { suggestMapping } from "./suggest.ts";

const HELP = `Usage: trainer mapping DIR [--force]

Writes DIR/${MAPPING_FILE} from the names of the columns in DIR, for you to correct: docs/data-formats.md says what can be
in it. Look at what it makes of your files with "trainer ingest --data DIR --dry-run".

  --force   replace the ${MAPPING_FILE} that is there
  --help

Example:
  trainer mapping /tmp/shop`;

export async function mappingCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    const { values, positionals } = parse(argv);
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    const [dir, ...more] = positionals;
    if (dir === undefined || more.length > 0) throw new UsageError("name one folder: trainer mapping DIR");
    const { mapping, unknown } = await suggestMapping(dir);
    const path = join(dir, MAPPING_FILE);
    const text = `${JSON.stringify(mapping, null, 2)}\n`;
    await writeFile(path, text, { flag: values.force ? "w" : "wx" }).catch((cause: unknown) => {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
      throw new UsageError(`${path} is there already: --force replaces it`, { cause });
    });
    io.write(text.trimEnd());
    for (const { file, columns } of unknown)
      io.write(`Left out: ${file}, with the columns ${columns.slice(0, 40).join(", ")}`);
    io.write(`Written to ${path}. Correct it, then: trainer ingest --data ${dir} --dry-run`);
    return 0;
  } catch (error) {
    return reportFailure(error, "mapping", io);
  }
}

function parse(argv: readonly string[]) {
  const options = {
    force: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
