import { describe, expect, test } from "bun:test";
import { Deadline } from "./deadline.ts";

const late = () => new Error("late");
const never = () => new Promise<never>(() => undefined);

describe("a deadline", () => {
  test("lets through what is there in time, and what fails in time", async () => {
    const deadline = new Deadline(1000, late);
    expect(await deadline.limit(Promise.resolve(7))).toBe(7);
    const failing = deadline.limit(Promise.reject(new Error("broken")));
    expect(failing).rejects.toThrow("broken");
    await failing.catch(() => undefined);
  });

  test("is over for each when its own time is, and works again afterwards", async () => {
    const deadline = new Deadline(60, late);
    const over: string[] = [];
    const wait = (name: string, work: Promise<unknown>): Promise<unknown> =>
      deadline.limit(work).then(
        () => over.push(`${name} done`),
        () => over.push(`${name} late`),
      );
    const first = wait("first", never());
    const quick = wait("quick", Bun.sleep(5));
    await Bun.sleep(30);
    const second = wait("second", never());
    const slow = wait("slow", Bun.sleep(45));
    await Promise.all([first, quick, second, slow]);
    expect(over).toEqual(["quick done", "first late", "slow done", "second late"]);
    await wait("again", never());
    expect(over.at(-1)).toBe("again late");
  });

  test("neither stops nor delays the end of a program", async () => {
    const script = `
      import { Deadline } from "${import.meta.dir}/deadline.ts";
      void new Deadline(60_000, () => new Error()).limit(new Promise(() => undefined));`;
    const child = Bun.spawn([process.execPath, "-e", script], { timeout: 10_000 });
    expect(await child.exited).toBe(0);
  });
});
