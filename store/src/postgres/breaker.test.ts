import { expect, test } from "bun:test";
import { Breaker } from "./breaker.ts";

function breaker() {
  const time = { now: 0 };
  return { time, breaker: new Breaker(100, () => time.now) };
}

test("nothing is stopped before a failure", () => {
  expect(() => breaker().breaker.check()).not.toThrow();
});

test("after a failure, attempts fail with it until the pause is over, and then one is let through per pause", () => {
  const { time, breaker: it } = breaker();
  it.failed(new Error("gone"));
  expect(() => it.check()).toThrow("gone");
  time.now = 100;
  expect(() => it.check()).not.toThrow();
  expect(() => it.check()).toThrow("gone");
  time.now = 200;
  expect(() => it.check()).not.toThrow();
});

test("a failed attempt begins the pause anew, a success ends it", () => {
  const { time, breaker: it } = breaker();
  it.failed(new Error("gone"));
  time.now = 100;
  it.check();
  time.now = 150;
  it.failed(new Error("still gone"));
  time.now = 249;
  expect(() => it.check()).toThrow("still gone");
  time.now = 250;
  it.check();
  it.succeeded();
  expect(() => it.check()).not.toThrow();
});
