import { describe, expect, test } from "bun:test";
import { Progress } from "./progress.ts";

/** A progress on a clock that tests set, in milliseconds. */
function progressAt(start: number) {
  const lines: string[] = [];
  const clock = { now: start };
  const io = { write: (line: string) => lines.push(line), isTty: false };
  return { lines, clock, progress: new Progress(io, () => clock.now) };
}

describe("progress", () => {
  test("lets a failing step fail, without calling it done", async () => {
    const { lines, progress } = progressAt(0);
    const failing = progress.step("fit", () => Promise.reject(new Error("out of memory")));
    expect(await failing.catch((error: Error) => error.message)).toBe("out of memory");
    expect(lines).toEqual([]);
  });

  test("tells each step's time, name and outcome when it is done, and hands on its result", async () => {
    const { lines, clock, progress } = progressAt(1000);
    const result = await progress.step(
      "fit",
      async () => {
        clock.now += 2_345;
        return 12;
      },
      (items) => `${items} items`,
    );
    await progress.step("compare", async () => {
      clock.now += 754_321;
    });
    expect(result).toBe(12);
    expect(lines).toEqual(["   2.3 s  fit          12 items", " 754.3 s  compare"]);
  });

  test("writes a note line by line", () => {
    const { lines, progress } = progressAt(0);
    progress.note("one\n\ntwo");
    expect(lines).toEqual(["one", "", "two"]);
  });
});
