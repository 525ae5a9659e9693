// `trainer simulate`: plays the next days of the shop that an API serves.
import { join } from "node:path";
import { createClient } from "@aisle/client";
import { readShopSettings } from "../shop/files.ts";
import { type CommandIo, numberOption, parseOptions, reportFailure } from "../cli/options.ts";
import { lockSimulation } from "./lock.ts";
import { otherOrigin } from "./origin.ts";
import type { Scene } from "./scene.ts";
import { simulate } from "./simulate.ts";
import { calendarLines, dayLine, tableHead, totalLines } from "./summary.ts";

const HELP = `Usage: trainer simulate [options]

Plays the shop's next days through its API: customers with hidden tastes ask for recommendations, look from the top,
click, put in the cart and buy; they also browse by themselves. Some tastes drift to a trend, some products are new,
some customers too. The days follow the newest event that the shop knows; where that leaves no room before now, they
all pass between that event and now. A shop whose data \`trainer generate\` did not make is refused.

  --days N         days to play (default 7)
  --seed N         who comes and what they do (default 1)
  --drift X        share of the customers whose taste drifts, 0 to 1 (default 0.5)
  --visits N       visits a day (default 600)
  --rate N         visits a second (default: as many as the API answers)
  --api-url URL    the API (default $API_URL, else http://127.0.0.1:$API_PORT)
  --shop DIR       the generated shop's folder, for its hidden tastes (default $AISLE_HOME/shop); without a shop.json
                   in it tastes are made up from the catalogue and each customer's past, with --force
  --force          write into a shop of other data all the same; says before what it writes
  --json           print the result as one line of JSON
  --help

Examples:
  trainer simulate
  trainer simulate --days 3 --drift 0 --json
  trainer simulate --days 7 --seed 2 --api-url http://127.0.0.1:3000`;

/** An API that is busy, as while a page of the same machine is used, is waited for: a minute and more. */
const RETRIES = 40;

type Environment = Readonly<Record<string, string | undefined>>;

/** Exit code 0 when all days are played, 2 for a wrong command line, 1 when the API or the shop failed. */
export async function simulateCommand(
  argv: readonly string[],
  io: CommandIo,
  env: Environment = process.env,
): Promise<number> {
  try {
    const values = parseOptions(argv, {
      days: { type: "string", default: "7" },
      seed: { type: "string", default: "1" },
      drift: { type: "string", default: "0.5" },
      visits: { type: "string", default: "600" },
      rate: { type: "string" },
      "api-url": { type: "string", default: apiUrl(env) },
      shop: { type: "string", default: join(homeOf(env), "shop") },
      force: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    if (values.help) {
      io.write(HELP);
      return 0;
    }
    const { json } = values;
    const shop = await readShopSettings(values.shop);
    const login = { baseUrl: values["api-url"], apiKey: env["API_KEY"] };
    const options = {
      days: numberOption("days", values.days, { min: 1, max: 365 }),
      seed: numberOption("seed", values.seed, { min: 0, max: 2 ** 32 - 1 }),
      drift: numberOption("drift", values.drift, { min: 0, max: 1, integer: false }),
      visits: numberOption("visits", values.visits, { min: 1, max: 100_000 }),
      api: createClient({ ...login, retries: RETRIES }),
      now: Date.now(),
      ...(shop === undefined ? {} : { shop }),
      ...(values.rate === undefined
        ? {}
        : { rate: numberOption("rate", values.rate, { min: 0.01, max: 100_000, integer: false }) }),
    };
    // An address where nothing answers is told at once.
    await createClient(login).listCustomers({ limit: 1 });
    using _ = lockSimulation(homeOf(env));
    const summary = await simulate({
      ...options,
      onBegin: (scene) => {
        const reason = otherOrigin(scene.catalogue, shop);
        if (reason !== undefined && !values.force) throw new Error(refusal(values["api-url"], reason));
        if (json) return;
        if (reason !== undefined) io.write(whatIsWritten(values["api-url"], scene, options));
        for (const line of calendarLines(scene.calendar)) io.write(line);
        io.write(tableHead);
      },
      onDay: (day) => {
        if (!json) io.write(dayLine(day));
      },
    });
    for (const line of json ? [JSON.stringify(summary)] : totalLines(summary)) io.write(line);
    return 0;
  } catch (error) {
    return reportFailure(error, "simulate", io);
  }
}

const refusal = (url: string, reason: string): string =>
  `the data of the shop at ${url} were not generated: ${reason}. Made-up events among real ones cannot be told apart ` +
  "again, so nothing was written. To insist: --force (make simulate FORCE=1)";

const whatIsWritten = (
  url: string,
  scene: Scene,
  { days, visits }: { days: number; visits: number },
): string =>
  `Writing into ${url}, whose data were not generated: made-up events of up to ${days * Math.min(visits, scene.customers.length)} ` +
  `visits, by ${scene.customers.length} customers it knows and by new ones (new-…), and ${scene.arrivals.items.length} made-up products (new-…).`;

const homeOf = (env: Environment): string => env["AISLE_HOME"] ?? ".aisle";

function apiUrl(env: Environment): string {
  return env["API_URL"] ?? `http://127.0.0.1:${env["API_PORT"] ?? "3000"}`;
}
