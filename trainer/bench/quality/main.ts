// `make bench-quality`: how well the models rank, what each part is worth, and how sure the gate is. docs/benchmarks.md
import { join, resolve } from "node:path";
import { runDepth } from "./depth.ts";
import { runGate } from "./gate.ts";
import { runGraphs } from "./graph-sizes.ts";
import { runGenerated } from "./generated.ts";
import { literatureTable, runLiterature } from "./literature.ts";
import { OF_A_SHOP, readSettings } from "./settings.ts";
import { readShop } from "./shop.ts";
import { runShop, trainShipped } from "./time-split.ts";

const root = resolve(import.meta.dir, "../../..");
const write = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const settings = readSettings(process.env, root);
  const { parts, quick } = settings;
  const result: Record<string, unknown> = {};
  if (parts.has("literature")) {
    write(`Leave last out, ${settings.budget} s of search each\n`);
    const beauty = await runLiterature("Beauty", settings, write);
    const toys = await runLiterature("Toys_and_Games", settings, write);
    write(`\n${literatureTable(beauty, toys)}\n`);
    Object.assign(result, { beauty, toys });
  }
  const python = join(root, ".tools/bench/bin/python");
  if (parts.has("generated"))
    Object.assign(result, { generated: await runGenerated({ quick, python, write }) });
  if (OF_A_SHOP.some((part) => parts.has(part))) {
    const data = await readShop(settings.shop, new Date());
    if (parts.has("depth")) Object.assign(result, { depth: await runDepth(data, settings, write) });
    if (parts.has("graphs")) Object.assign(result, { graphs: runGraphs(data, { quick, write }) });
    if (parts.has("shop")) {
      const shipped = await trainShipped(data, quick, write);
      Object.assign(result, await runShop(data, shipped, { quick, python, write }));
    }
    if (parts.has("gate")) Object.assign(result, { gate: runGate(data, { quick, write }) });
  }
  write(JSON.stringify(result));
} catch (error) {
  process.stderr.write(`bench-quality: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
