import { expect, test } from "bun:test";
import { paced } from "./pace.ts";

/** A clock that only moves when somebody sleeps or works. */
function clockOfTest() {
  let time = 0;
  return {
    now: () => time,
    sleep: async (ms: number) => void (time += ms),
    work: (ms: number) => void (time += ms),
  };
}

test("without a rate nobody waits", async () => {
  const clock = clockOfTest();
  const pace = paced(undefined, clock);
  for (let visit = 0; visit < 100; visit++) await pace();
  expect(clock.now()).toBe(0);
});

test("so many begin in a second, and no burst follows a delay", async () => {
  const clock = clockOfTest();
  const pace = paced(20, clock);
  for (let visit = 0; visit < 21; visit++) await pace();
  expect(clock.now()).toBe(1_000);
  clock.work(5_000);
  for (let visit = 0; visit < 21; visit++) await pace();
  expect(clock.now()).toBe(7_000);
});
