import { expect, test } from "bun:test";
import { until } from "../../test/shop.ts";
import { poll } from "./poll.ts";

test("repeats its task, one at a time, until it is stopped", async () => {
  let running = 0;
  let rounds = 0;
  const task = async () => {
    expect(++running).toBe(1);
    await Bun.sleep(1);
    running--;
    rounds++;
  };
  const polled = poll(1, task);
  await until(() => rounds >= 3);
  await polled.stop();
  const stopped = rounds;
  await Bun.sleep(10);
  expect(rounds).toBe(stopped);
});

test("a stop waits for the task that runs", async () => {
  let done = false;
  const polled = poll(1, async () => {
    await Bun.sleep(20);
    done = true;
  });
  await polled.stop();
  expect(done).toBe(true);
});
