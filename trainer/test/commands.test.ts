// The commands that need no MLflow, one after the other on one small shop: ingest, train, evaluate.
import { afterAll, beforeAll, describe, expect, spyOn, test } from "bun:test";
import { readBundle, serve } from "@aisle/recommender";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ingestCommand } from "../src/data/ingest-command.ts";
import { evaluateCommand } from "../src/evaluate/command.ts";
import { promoteCommand } from "../src/models/promote-command.ts";
import { rollbackCommand } from "../src/models/rollback-command.ts";
import { retrainCommand } from "../src/retrain/command.ts";
import { searchCommand } from "../src/search/command.ts";
import { writeShop } from "../src/shop/files.ts";
import { DEFAULT_SHOP, generateShop } from "../src/shop/generate.ts";
import { trainCommand } from "../src/train/command.ts";
import { type Command, type Ran, runCommand } from "./run-command.ts";

let home: string;
let bundle: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "aisle-commands-"));
  bundle = join(home, "bundle");
  const shop = join(home, "shop");
  await writeShop(generateShop({ ...DEFAULT_SHOP, customers: 3000, items: 200, days: 60 }), shop);
  await run(ingestCommand, "--data", shop);
});
afterAll(() => rm(home, { recursive: true }));

const run = (command: Command, ...argv: string[]): Promise<Ran> =>
  runCommand(command, argv, { AISLE_HOME: home, MLFLOW_TRACKING_URI: "http://127.0.0.1:9" });

const lastLine = ({ lines }: Ran): Record<string, number | string> =>
  JSON.parse(lines.at(-1)!) as Record<string, number | string>;

describe("a wrong command line is exit code 2, with what to change and where to read on", () => {
  const commands = { train: trainCommand, evaluate: evaluateCommand, search: searchCommand };
  const registry = { retrain: retrainCommand, promote: promoteCommand, rollback: rollbackCommand };
  const all: Readonly<Record<string, Command>> = { ...commands, ...registry };

  test.each([
    ["train", [], "--out DIR is missing"],
    ["train", ["--out", "x", "--trials=-1"], "--trials must be a whole number"],
    ["train", ["--out", "x", "--seed", "one"], "--seed must be a whole number"],
    ["evaluate", ["--split", "random"], '--split must be time or last, not "random"'],
    ["search", ["--trials", "0"], "--trials must be a whole number from 1"],
    ["retrain", ["--trials", "1.5"], "--trials must be a whole number"],
    ["promote", [], "--version N is missing"],
    ["promote", ["--version", "latest"], "--version must be a whole number"],
    ["rollback", ["stray"], "stray"],
  ])("%s %j", async (name, argv, fault) => {
    const { code, lines } = await run(all[name]!, ...argv);
    expect(code).toBe(2);
    expect(lines[0]).toStartWith(`${name}: `);
    expect(lines[0]).toContain(fault);
    expect(lines[1]).toBe(`See: trainer ${name} --help`);
  });

  test.each(Object.keys(all))("%s --help explains itself", async (name) => {
    const { code, lines } = await run(all[name]!, "--help");
    expect(code).toBe(0);
    expect(lines[0]).toStartWith(`Usage: trainer ${name}`);
    expect(lines[0]).toContain("Example:");
  });
});

describe("what cannot work is exit code 1, with the reason", () => {
  test("training on a store without data", async () => {
    const empty = join(home, "empty");
    await mkdir(empty);
    const { code, lines } = await runCommand(trainCommand, ["--out", bundle], { AISLE_HOME: empty });
    expect(code).toBe(1);
    expect(lines.at(-1)).toContain("ingest or generate data first");
  });

  test("evaluating a bundle that is not there", async () => {
    const { code, lines } = await run(evaluateCommand, "--bundle", join(home, "none"));
    expect(code).toBe(1);
    expect(lines.at(-1)).toContain("there is no manifest.json");
  });

  test("training where there is too little memory, before it takes any", async () => {
    using _ = spyOn(process, "availableMemory").mockReturnValue(100e6);
    const { code, lines } = await run(trainCommand, "--out", join(home, "too-large"));
    expect(code).toBe(1);
    expect(lines.at(-1)).toContain("100 MB are free: give it more");
    expect(existsSync(join(home, "too-large"))).toBe(false);
  });

  test("a setting that is wrong, which is named", async () => {
    const { code, lines } = await runCommand(rollbackCommand, [], { MLFLOW_TRACKING_URI: "mlflow" });
    expect(code).toBe(1);
    expect(lines[0]).toContain("MLFLOW_TRACKING_URI");
  });
});

test("train writes a bundle that serves, with its evaluation in it", async () => {
  const ran = await run(trainCommand, "--out", bundle, "--trials", "1", "--json");
  expect(ran.code).toBe(0);
  const { digest, ndcg_at_10: ndcg } = lastLine(ran);
  const read = await readBundle(bundle, { digest: String(digest) });
  expect(read.info.metrics["ndcg_at_10"]).toBe(Number(ndcg));
  expect(read.info.data.items).toBe(200);
  expect(serve(read).recommend({ placement: "trending", history: [], limit: 5 }).items).toHaveLength(5);
}, 60_000);

test("train reads a folder of data as it reads the store", async () => {
  const [fromStore, fromFolder] = [join(home, "from-store"), join(home, "from-folder")];
  const stored = await run(trainCommand, "--out", fromStore, "--trials", "0", "--json");
  const data = ["--from", join(home, "shop")];
  const read = await run(trainCommand, "--out", fromFolder, ...data, "--trials", "0", "--json");
  expect(read.code).toBe(0);
  expect({ ...lastLine(read), bundle: "", digest: "" }).toEqual({
    ...lastLine(stored),
    bundle: "",
    digest: "",
  });
}, 60_000);

test("train does not write over a bundle", async () => {
  const { digest } = await readBundle(bundle);
  const { code, lines } = await run(trainCommand, "--out", bundle, "--trials", "0");
  expect(code).toBe(2);
  expect(lines[0]).toContain("exists already: name a new folder");
  expect((await readBundle(bundle)).digest).toBe(digest);
}, 60_000);

test.each(["time", "last"])(
  "evaluate --split %s finds the model better than popularity",
  async (split) => {
    const measured = lastLine(await run(evaluateCommand, "--bundle", bundle, "--split", split, "--json"));
    expect(measured["split"]).toBe(split);
    expect(measured["customers"]).toBeGreaterThan(20);
    expect(measured["ndcg_at_10"]).toBeGreaterThan(1.3 * Number(measured["popularity_ndcg_at_10"]));
  },
  60_000,
);
