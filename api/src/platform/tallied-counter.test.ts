import { expect, test } from "bun:test";
import { Counter, Registry } from "prom-client";
import { TalliedCounter } from "./tallied-counter.ts";

const settings = { name: "answers_total", help: "Answers.", labelNames: ["kind", "status"] as const };
const linesOf = async (registry: Registry): Promise<string[]> =>
  (await registry.metrics()).split("\n").filter((line) => line.startsWith("answers_total"));

test("the registry has at each scrape what was counted until then, as of any counter", async () => {
  const [registry, plain] = [new Registry(), new Registry()];
  const counter = new TalliedCounter(registry, settings);
  const other = new Counter({ ...settings, registers: [plain] });
  const kinds = [
    { kind: "list", status: "200" },
    { kind: 'a "quoted"\nkind', status: "200" },
    { kind: "list", status: "304" },
  ];
  for (let round = 1; round < 4; round++) {
    for (const labels of kinds.slice(0, round)) {
      counter.of(labels).inc();
      other.inc(labels);
    }
    expect(await linesOf(registry)).toEqual(await linesOf(plain));
    expect(await linesOf(registry)).toHaveLength(round);
  }
});

test("the same labels have one tally, in whatever order they are named", async () => {
  const registry = new Registry();
  const counter = new TalliedCounter(registry, settings);
  expect(counter.of({ status: "200", kind: "list" })).toBe(counter.of({ kind: "list", status: "200" }));
  expect(await linesOf(registry)).toEqual([expect.stringMatching(/\{.*\} 0$/)]);
});

test("without labels there is one tally", async () => {
  const registry = new Registry();
  const tally = new TalliedCounter(registry, { ...settings, labelNames: [] }).of({});
  tally.inc();
  tally.inc();
  expect(await linesOf(registry)).toEqual(["answers_total 2"]);
});
