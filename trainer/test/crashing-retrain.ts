// `trainer retrain` whose runtime dies in its first run, when the version is registered and nothing is promoted yet.
// Usage: crashing-retrain.ts FILE [options]; FILE remembers that there was a first run.
import { existsSync, writeFileSync } from "node:fs";
import { retrainCommand } from "../src/retrain/command.ts";

const [memory = "", ...options] = process.argv.slice(2);
const crashes = !existsSync(memory);
writeFileSync(memory, "");

const io = {
  write(line: string): void {
    process.stdout.write(`${line}\n`);
    if (crashes && / s {2}register\b/.test(line)) process.abort();
  },
  isTty: false,
};
process.exit(await retrainCommand(options, io));
