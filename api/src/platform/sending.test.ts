import { expect, test } from "bun:test";
import { sendingTogether } from "./sending.ts";

/** What runs after the turn, when the test says so. */
function turns() {
  let tasks: (() => void)[] = [];
  return {
    after: (task: () => void) => void tasks.push(task),
    get waiting() {
      return tasks.length;
    },
    end: async () => {
      const now = tasks;
      tasks = [];
      for (const task of now) task();
      await settle();
    },
  };
}

/** Lets what is resolved be heard of. */
const settle = async () => {
  for (let step = 0; step < 10; step++) await Promise.resolve();
};

test("answers of one turn leave together, in their order, when it ends", async () => {
  const turn = turns();
  const send = sendingTogether<number>(turn.after);
  const left: number[] = [];
  const first = Promise.withResolvers<number>();
  const slow = Promise.withResolvers<number>();
  for (const answer of [first.promise, slow.promise, Promise.resolve(3)])
    void send(answer).then((value) => left.push(value));
  first.resolve(1);
  await settle();
  expect(left).toEqual([]);
  expect(turn.waiting).toBe(1);
  await turn.end();
  expect(left).toEqual([3, 1]);
  slow.resolve(2);
  await settle();
  expect(left).toEqual([3, 1]);
  await turn.end();
  expect(left).toEqual([3, 1, 2]);
});

test("sixteen answers wait for no more", async () => {
  const turn = turns();
  const send = sendingTogether<number>(turn.after);
  const left: number[] = [];
  for (let at = 0; at < 20; at++) void send(Promise.resolve(at)).then((value) => left.push(value));
  await settle();
  expect(left).toEqual(Array.from({ length: 16 }, (_, at) => at));
  await turn.end();
  expect(left).toEqual(Array.from({ length: 20 }, (_, at) => at));
});

test("an answer that fails is told at once and holds nobody up", async () => {
  const turn = turns();
  const send = sendingTogether<number>(turn.after);
  const failed = send(Promise.reject(new Error("no")));
  const other = send(Promise.resolve(1));
  expect(failed).rejects.toThrow("no");
  await settle();
  await turn.end();
  expect(await other).toBe(1);
});
