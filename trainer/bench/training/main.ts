// `make bench-training`: how long a shop of millions of events takes, how that grows, and against implicit's neighbours.
// docs/benchmarks.md
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { runStep } from "./child.ts";
import { growthExponent } from "./growth.ts";
import { folders, readSettings, type Settings, SHOP } from "./settings.ts";

const root = resolve(import.meta.dir, "../../..");
const bun = process.execPath;
const python = join(root, ".tools/bench/bin/python");
const trainer = join(root, "trainer/src/main.ts");
const write = (text: string): void => void process.stdout.write(`${text}\n`);

/** Times that both sides of the comparison are measured, in turns. */
const ROUNDS = 3;

const fitted = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ events: v.number(), edges: v.number(), seconds: v.number(), megabytesOfEvents: v.number() }),
);
const ours = v.pipe(v.string(), v.parseJson(), v.object({ seconds: v.number(), pairs: v.number() }));
const theirs = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ seconds: v.number(), transposition: v.number(), different_rows: v.optional(v.number()) }),
);

try {
  const settings = readSettings(process.env, root);
  write(`${settings.threads} threads, ${settings.home}\n`);
  await generate(settings);
  const growth = await fitAll(settings);
  const peer = await compare(settings);
  const train = settings.huge ? {} : await trainWhole(settings);
  write(JSON.stringify({ ...growth, ...peer, ...train }));
} catch (error) {
  process.stderr.write(`bench-training: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function generate({ home, generated }: Settings): Promise<void> {
  const { shop, columns } = folders(home);
  if (existsSync(join(shop, "shop.json"))) write("the shop is there already");
  else {
    const size = [
      "--customers",
      String(generated),
      "--items",
      String(SHOP.items),
      "--days",
      String(SHOP.days),
    ];
    const command = [bun, trainer, "generate", "--out", shop, "--format", "parquet", ...size];
    const { seconds, peakMegabytes, lastLine } = await runStep(command);
    write(`${lastLine}\ngenerated in ${seconds.toFixed(1)} s, at most ${peakMegabytes.toFixed(0)} MB`);
  }
  const step = join(import.meta.dir, "columns.step.ts");
  await runStep([bun, step, shop, columns, String(generated), String(SHOP.items)]);
}

/** Fits the collaborative graphs of each size. */
async function fitAll({ home, customers, threads }: Settings) {
  write("\n| events | seconds | peak MB | of it events | MB beyond |\n| --- | --- | --- | --- | --- |");
  const points: { events: number; seconds: number; beyond: number; peak: number }[] = [];
  for (const count of customers) {
    const step = join(import.meta.dir, "fit-graphs.step.ts");
    const command = [bun, step, folders(home).columns, String(count), String(SHOP.items), String(threads)];
    const { lastLine, peakMegabytes: peak } = await runStep(command);
    const { events, seconds, megabytesOfEvents } = v.parse(fitted, lastLine);
    const beyond = peak - megabytesOfEvents;
    points.push({ events, seconds, beyond, peak });
    const cells = [
      events,
      seconds.toFixed(2),
      ...[peak, megabytesOfEvents, beyond].map((mb) => mb.toFixed(0)),
    ];
    write(`| ${cells.join(" | ")} |`);
  }
  const growth = growthExponent(points.map(({ events, seconds }) => [events, seconds]));
  write(`\nseconds grow as events^${growth.toFixed(2)}`);
  const largest = points[Math.min(3, points.length - 1)]!;
  return {
    growth: rounded(growth),
    events_20m: largest.events,
    fit_seconds_20m: rounded(largest.seconds),
    peak_rss_mb: Math.round(largest.peak),
    beyond_events_mb: Math.round(largest.beyond),
    sizes: points.map(({ events, seconds, peak }) => ({
      events,
      seconds: rounded(seconds),
      peak_rss_mb: Math.round(peak),
    })),
  };
}

/** The same neighbours as the peer's, in turns; the fourth size, of 20 million events, is compared. */
async function compare({ home, customers, threads }: Settings) {
  const { columns, peer } = folders(home);
  await mkdir(peer, { recursive: true });
  const size = [String(customers[Math.min(3, customers.length - 1)]!), String(SHOP.items), String(threads)];
  const own: number[] = [];
  const other: number[] = [];
  let differentRows = 0;
  write("\n| round | ours, s | implicit, s |\n| --- | --- | --- |");
  for (let round = 1; round <= ROUNDS; round++) {
    const a = await runStep([bun, join(import.meta.dir, "neighbours.step.ts"), columns, ...size, peer]);
    own.push(v.parse(ours, a.lastLine).seconds);
    const task = [python, join(import.meta.dir, "peer.py"), peer, String(SHOP.items), String(threads)];
    const b = await runStep([...task, ...(round === 1 ? ["compare"] : [])]);
    const { seconds, transposition, different_rows: different = 0 } = v.parse(theirs, b.lastLine);
    other.push(seconds - transposition);
    differentRows += different;
    write(`| ${round} | ${own.at(-1)!.toFixed(2)} | ${other.at(-1)!.toFixed(2)} |`);
  }
  write(`${differentRows} rows have other neighbours than implicit's, ties apart`);
  return { implicit_ratio: rounded(median(own) / median(other)), different_rows: differentRows };
}

async function trainWhole({ home }: Settings) {
  const { shop, trainer: state } = folders(home);
  await rm(state, { recursive: true, force: true });
  write("\ntrainer train --trials 0:");
  const { seconds, peakMegabytes } = await runStep(
    [bun, trainer, "train", "--from", shop, "--out", join(state, "bundle"), "--trials", "0"],
    { AISLE_HOME: state },
    write,
  );
  write(`in all ${seconds.toFixed(0)} s, at most ${peakMegabytes.toFixed(0)} MB`);
  await rm(state, { recursive: true, force: true });
  return { train_seconds: Math.round(seconds), train_peak_rss_mb: Math.round(peakMegabytes) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
