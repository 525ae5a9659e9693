import { afterAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultRecipe, readBundle, serve } from "@aisle/recommender";
import { benchmarkCommand } from "./command.ts";

const dir = await mkdtemp(join(tmpdir(), "aisle-benchmark-"));
afterAll(() => rm(dir, { recursive: true }));

async function run(...argv: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await benchmarkCommand(argv, { write: (line) => lines.push(line), isTty: false });
  return { code, lines };
}

async function file(name: string, text: string): Promise<string> {
  const path = join(dir, name);
  await Bun.write(path, text);
  return path;
}

/** 200 customers who buy along one of ten chains of six items; the items of a chain share an attribute. */
async function chains(): Promise<{ sequences: string; attributes: string }> {
  const lines = Array.from({ length: 200 }, (_, customer) => {
    const chain = (customer % 10) * 6;
    const items = Array.from({ length: 4 }, (_, at) => chain + 1 + ((customer + at) % 6));
    return `${customer + 1} ${items.join(" ")}`;
  });
  const attributes = Object.fromEntries(
    Array.from({ length: 60 }, (_, item) => [item + 1, [`chain ${Math.floor(item / 6)}`]]),
  );
  return {
    sequences: await file("sequences.txt", lines.join("\n")),
    attributes: await file("attributes.json", JSON.stringify(attributes)),
  };
}

describe("a wrong command line or file", () => {
  test.each([
    [[], 2, "--sequences FILE is missing"],
    [["--sequences", join(dir, "none.txt")], 2, "there is no file"],
    [["--sequences", "x", "--budget", "0"], 2, "--budget must be a number"],
    [["--sequences", "x", "--budget", "soon"], 2, "--budget must be a number"],
    [["--sequences", "x", "--seed", "-1"], 2, "--seed"],
    [["--sequences", "x", "--recipe", join(dir, "none.json")], 2, "there is no file"],
    [["--sequences", "x", "--out", dir], 2, "exists already"],
    [["--colour"], 2, "--colour"],
  ])("%j is refused", async (argv, code, fault) => {
    const said = await run(...argv);
    expect(said.code).toBe(code);
    expect(said.lines.at(-2)).toContain(fault);
    expect(said.lines.at(-1)).toContain("trainer benchmark --help");
  });

  test("a malformed line is exit code 1 with its number", async () => {
    const { code, lines } = await run("--sequences", await file("bad.txt", "1 1 2 3\n2 1 x 3\n"));
    expect([code, lines.length]).toEqual([1, 1]);
    expect(lines[0]).toStartWith("benchmark: line 2: ");
  });

  test("a recipe that is none is refused with the field at fault", async () => {
    const { blend, ...rest } = defaultRecipe;
    const recipe = await file(
      "bad-recipe.json",
      JSON.stringify({ ...rest, blend: { ...blend, content: "much" } }),
    );
    const { code, lines } = await run("--sequences", "x", "--recipe", recipe);
    expect(code).toBe(2);
    expect(lines[0]).toContain("blend.content");
  });

  test("malformed attributes are exit code 1 before anything is searched", async () => {
    const { sequences } = await chains();
    const { code, lines } = await run("--sequences", sequences, "--attributes", await file("bad.json", "["));
    expect([code, lines]).toEqual([1, ["benchmark: the attributes file is not JSON"]]);
  });
});

test("--help explains itself", async () => {
  const { code, lines } = await run("--help");
  expect(code).toBe(0);
  expect(lines[0]).toContain("--budget SECONDS");
});

test("ends with one line of JSON that has every number", async () => {
  const { sequences, attributes } = await chains();
  const options = ["--sequences", sequences, "--attributes", attributes, "--budget", "12", "--json"];
  const { code, lines } = await run(...options);
  expect(code).toBe(0);
  expect(lines).toContain("200 customers, 60 items; without attributes");
  expect(lines).toContain("with attributes");
  const result = JSON.parse(lines.at(-1)!) as Record<string, number | string>;
  const shares = [
    "ndcg_at_5",
    "ndcg_at_10",
    "ndcg_at_20",
    "hit_rate_at_5",
    "hit_rate_at_10",
    "hit_rate_at_20",
    "validation_ndcg_at_10",
  ];
  for (const name of shares) {
    expect(result[name]).toBeGreaterThan(0.2);
    expect(result[name]).toBeLessThanOrEqual(1);
  }
  // With so few customers, what a forest learned without attributes may not hold one item later.
  expect(result["ndcg_at_10_without_attributes"]).toBeGreaterThanOrEqual(0);
  expect(result["ndcg_at_10_without_attributes"]).toBeLessThanOrEqual(1);
  for (const name of ["search_seconds", "fit_seconds", "rank_microseconds_per_customer"])
    expect(result[name]).toBeGreaterThan(0);
  expect(result["peak_rss_mb"]).toBeGreaterThan(20);
  expect(["blend", "forest"]).toContain(String(result["ranker"]));
}, 60_000);

test("writes what it tested as a bundle, whose recipe gives the same test again", async () => {
  const { sequences, attributes } = await chains();
  const data = ["--sequences", sequences, "--attributes", attributes];
  const [searched, again] = [join(dir, "searched"), join(dir, "again")];
  // Time enough on a busy machine: out of it, what was measured on half of the customers is taken, which no recipe says.
  const first = await run(...data, "--budget", "12", "--out", searched, "--json");
  const bundle = await readBundle(searched);
  const recipe = await file("recipe.json", JSON.stringify(bundle.info.hyperparameters));
  const second = await run(...data, "--recipe", recipe, "--out", again, "--json");
  expect([first.code, second.code]).toEqual([0, 0]);
  const ndcg = ({ lines }: { lines: string[] }) =>
    (JSON.parse(lines.at(-1)!) as { ndcg_at_10: number }).ndcg_at_10;
  expect(ndcg(second)).toBeCloseTo(ndcg(first), 12);
  expect(bundle.info.metrics["ndcg_at_10"]).toBe(ndcg(first));
  expect((await readBundle(again)).digest).toBe(bundle.digest);
  expect(serve(bundle).size).toBe(60);
}, 60_000);
