// How much is kept, and for how long, whatever is asked.
import { expect, test } from "bun:test";
import { Counter, Registry } from "prom-client";
import { RulesInForce } from "../rules/in-force.ts";
import type { Question } from "./question.ts";
import { RecommendationIds } from "./recommendation-id.ts";
import type { Recommendations } from "./schema.ts";
import { StoredAnswers } from "./stored-answers.ts";

const MEGABYTE = 1024 * 1024;

function start() {
  const registry = new Registry();
  const counter = new Counter({ name: "any", help: "any", labelNames: ["of"], registers: [registry] }).labels(
    { of: "all" },
  );
  const model = {
    version: "1",
    track: "stable",
    catalogue: { revision: 1 },
    recommender: { trendVersion: 1 },
  };
  const models = { current: model };
  const time = { now: 0 };
  const inForce = new RulesInForce([]);
  const recommendationIds = new RecommendationIds({ key: "k".repeat(32), days: 1, clock: () => 0 });
  const stored = new StoredAnswers({
    store: { activity: () => Promise.resolve("1") },
    models,
    keyring: { lets: () => true },
    metrics: { lists: () => counter },
    standing: { inForce },
    rulesMetrics: { ruled: () => counter },
    feedback: { shown: (label) => ({ label, impressions: counter }) },
    http: { counterOf: () => () => undefined },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    newId: () => "id",
    recommendationIds,
    registry,
    headersBy: () => ({}),
    crossOrigin: () => ({}),
    now: () => time.now,
  });
  const gauge = async (name: string): Promise<number> => {
    const [value] = (await registry.getSingleMetric(name)!.get()).values;
    return value!.value;
  };
  const request = (path: string) => new Request(`http://shop${path}`);
  return {
    model,
    time,
    stored,
    find: (path: string) => stored.find(request(path)),
    keep: (path: string, bytes: number, customerId?: string) => {
      const state = {
        model: models.current,
        revision: models.current.catalogue.revision,
        trend: undefined,
        rules: inForce,
        activity: undefined,
      };
      const rules = customerId === undefined ? {} : { customerId };
      const question: Question = { placement: "trending", rules };
      const list: Recommendations = {
        recommendationId: recommendationIds.issue({ ...model, placement: "trending" }),
        model: { version: "1", digest: "x".repeat(bytes), track: "stable" },
        strategy: "trending",
        items: [],
        filtered: 0,
      };
      stored.keep(request(path), {}, { state, question, list, route: "/v1/trending" });
    },
    answers: () => gauge("aisle_kept_answers"),
    bytes: () => gauge("aisle_kept_answers_bytes"),
  };
}

test("no more is kept than 96 MiB, the newest, and every byte is given back", async () => {
  const { keep, find, answers, bytes, stored, model } = start();
  for (let at = 0; at < 1800; at++) keep(`/v1/trending?placement=p${at}`, 60_000);
  expect(await bytes()).toBeLessThanOrEqual(96 * MEGABYTE);
  expect(await bytes()).toBeGreaterThan(95 * MEGABYTE);
  expect(find("/v1/trending?placement=p0")).toBeUndefined();
  expect(find("/v1/trending?placement=p1799")).toBeInstanceOf(Response);
  model.catalogue.revision++;
  stored.freeStale();
  expect([await answers(), await bytes()]).toEqual([0, 0]);
});

test("keys and what belongs to an answer count as its body does", async () => {
  const { keep, bytes } = start();
  const customerId = "c".repeat(256);
  keep(`/v1/recommendations?customerId=${customerId}&placement=${"p".repeat(64)}`, 0, customerId);
  expect(await bytes()).toBeGreaterThan(512 + 3 * 256 + 64);
});

test("no more answers are kept than 40,000, however small", async () => {
  const { keep, answers, find } = start();
  for (let at = 0; at < 42_000; at++) keep(`/v1/trending?placement=p${at}`, 0);
  expect(await answers()).toBe(40_000);
  expect(find("/v1/trending?placement=p1999")).toBeUndefined();
  expect(find("/v1/trending?placement=p2000")).toBeInstanceOf(Response);
});

test("an answer that is made again takes the place of the one before", async () => {
  const { keep, answers, bytes } = start();
  keep("/v1/trending", 500);
  const before = await bytes();
  for (let at = 0; at < 10; at++) keep("/v1/trending", 500);
  expect([await answers(), await bytes()]).toEqual([1, before]);
});

test("none is sent or stays after ten minutes", async () => {
  const { keep, answers, find, stored, time } = start();
  keep("/v1/trending?limit=1", 0);
  keep("/v1/trending?limit=2", 0);
  time.now += 5 * 60_000;
  keep("/v1/trending?limit=3", 0);
  time.now += 5 * 60_000 + 1;
  expect(find("/v1/trending?limit=1")).toBeUndefined();
  expect(find("/v1/trending?limit=3")).toBeInstanceOf(Response);
  stored.freeStale();
  expect(await answers()).toBe(1);
});

test("the id of a list that was sent does not change with the next one", async () => {
  const { keep, find } = start();
  keep("/v1/trending", 10);
  const [one, two] = [find("/v1/trending"), find("/v1/trending")] as Response[];
  const ids = await Promise.all(
    [one!, two!].map(async (answer) => ((await answer.json()) as Recommendations).recommendationId),
  );
  expect(new Set(ids).size).toBe(2);
});
