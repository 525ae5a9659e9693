// `make bench-shopkeeper`: what a good shopkeeper would say of the lists, in shops whose truth is known. docs/benchmarks.md
import { knownShop, trainOn } from "./known-shop.ts";
import { measureShop, type ShopMeasured } from "./measure.ts";
import { reportJson, reportStrangers, reportTable } from "./report.ts";
import { readSettings } from "./settings.ts";

const write = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const { seeds, customers, items, days, questions } = readSettings(process.env);
  const measured: ShopMeasured[] = [];
  for (const seed of seeds) {
    const started = performance.now();
    const { shop, known } = knownShop({ seed, customers, items, days });
    const recommender = await trainOn(shop, known.now);
    measured.push(measureShop(known, recommender, seed, questions));
    const { kind } = recommender.model.recipe.ranker;
    write(
      `shop ${seed}: ${customers} customers, ${items} items, ${days} days; the ${kind} ranks; ${((performance.now() - started) / 1000).toFixed(0)} s`,
    );
  }
  write(`\n${reportTable(measured)}\n`);
  write(`${reportStrangers(measured)}\n`);
  write(reportJson(measured));
} catch (error) {
  process.stderr.write(`bench-shopkeeper: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
