import { describe, expect, test } from "bun:test";
import { createGroupCommit } from "./group-commit.ts";

const isRowFault = (error: unknown) => error instanceof RangeError;

/** Groups of numbers, committed by writing them down; a negative number is a row that cannot be. */
function recorder(options: { during?: () => void; fail?: () => Error | undefined } = {}) {
  const commits: number[][] = [];
  const group = createGroupCommit<number, string>(async (rows) => {
    options.during?.();
    await Promise.resolve();
    const failure = options.fail?.();
    if (failure) throw failure;
    if (rows.some((row) => row < 0)) throw new RangeError("negative");
    commits.push([...rows]);
    return rows.map((row) => `#${row}`);
  }, isRowFault);
  return { group, commits };
}

describe("a commit that fails", () => {
  test("because of one call's row fails only that call", async () => {
    const { group, commits } = recorder();
    const outcomes = await Promise.allSettled([group.add([1]), group.add([2, -2]), group.add([3])]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(commits).toEqual([[1], [3]]);
  });
  test("for another reason fails all calls in it, and is not tried again", async () => {
    let tries = 0;
    const { group, commits } = recorder({ during: () => void tries++, fail: () => new Error("disk gone") });
    const outcomes = await Promise.allSettled([group.add([1]), group.add([2])]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(tries).toBe(1);
    expect(commits).toEqual([]);
  });
  test("does not stop later ones", async () => {
    let failure: Error | undefined = new Error("disk full");
    const { group } = recorder({ fail: () => failure });
    expect(await group.add([1]).catch(String)).toBe("Error: disk full");
    failure = undefined;
    expect(await group.add([1])).toEqual(["#1"]);
  });
});

describe("a commit", () => {
  test("is shared by calls at the same time, each with its own results", async () => {
    const { group, commits } = recorder();
    expect(await Promise.all([group.add([1, 2]), group.add([3]), group.add([4, 5])])).toEqual([
      ["#1", "#2"],
      ["#3"],
      ["#4", "#5"],
    ]);
    expect(commits).toEqual([[1, 2, 3, 4, 5]]);
  });
  test("is not made for no rows", async () => {
    const { group, commits } = recorder();
    expect(await group.add([])).toEqual([]);
    expect(commits).toEqual([]);
  });
  test("is joined by calls that arrive while the one before is under way", async () => {
    const late: Promise<string[]>[] = [];
    const { group, commits } = recorder({
      during: () => {
        if (late.length === 0) late.push(group.add([2]), group.add([3]));
      },
    });
    await group.add([1]);
    expect(await Promise.all(late)).toEqual([["#2"], ["#3"]]);
    expect(commits).toEqual([[1], [2, 3]]);
  });
  test("never overlaps another", async () => {
    let open = 0;
    const group = createGroupCommit<number, number>(async (rows) => {
      expect(++open).toBe(1);
      await Bun.sleep(1);
      open--;
      return [...rows];
    }, isRowFault);
    await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        await Bun.sleep(n % 4);
        await group.add([n]);
      }),
    );
    expect(open).toBe(0);
  });
  test("takes a limited number of rows, but a large call whole", async () => {
    const { group, commits } = recorder();
    const rows = (count: number) => Array<number>(count).fill(1);
    await Promise.all([
      group.add(rows(3000)),
      group.add(rows(2000)),
      group.add(rows(1)),
      group.add(rows(9000)),
    ]);
    expect(commits.map(({ length }) => length)).toEqual([5000, 1, 9000]);
  });
});

test("idle waits for everything that was added", async () => {
  const { group, commits } = recorder();
  void group.add([1]);
  await group.idle();
  expect(commits).toEqual([[1]]);
  await group.idle();
});
