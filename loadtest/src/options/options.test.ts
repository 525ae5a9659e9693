// The command line: mistakes first.
import { describe, expect, test } from "bun:test";
import { UsageError } from "./names.ts";
import { parseOptions } from "./options.ts";
import { secondsOf } from "../scenario/scenario.ts";
import { SCENARIOS } from "../scenario/scenarios.ts";

const parse = (...argv: string[]) => parseOptions(argv, {});

describe("arguments that cannot be used", () => {
  test.each([
    [["--nonsense"], "--nonsense"],
    [["--target", "localhost:3000"], "not an http:// or https:// URL"],
    [["--target", "ftp://127.0.0.1"], "not an http:// or https:// URL"],
    [["--target", "http://me:secret@127.0.0.1"], "must not hold a name or a password"],
    [["--target", "http://127.0.0.1/?a=1"], "must end before its ? or #"],
    [["--scenario", "toString"], "there are personalised, mixed, ramp, spike, soak"],
    [["--duration", "20"], "1s to 24h"],
    [["--duration", "0s"], "1s to 24h"],
    [["--duration", "25h"], "1s to 24h"],
    [["--connections", "0"], "a whole number, 1 to 2048"],
    [["--connections", "1.5"], "a whole number, 1 to 2048"],
    [["--connections", "many"], "a whole number, 1 to 2048"],
    [["--max-error-rate", "2"], "a number, 0 to 1"],
    [["--max-p99", ""], "a number, 0.1 to 60000"],
    [["--rate", "10"], "has no rate"],
    [["--scenario", "mixed", "--rate", "0"], "a whole number, 1 to 1000000"],
    [["--scenario", "mixed", "--peak", "10"], "has no peak"],
    [["--scenario", "ramp", "--rate", "5000"], "the peak must be higher"],
    [["--scenario", "ramp", "--duration", "9s"], "must be at least 10s"],
    [["--scenario", "spike", "--duration", "3s"], "must be at least 4s"],
    [["--max-recovery", "5"], "no spike to recover from"],
    [["--max-growth", "0.1"], "take soak"],
    [["--metrics", "3100"], "not an http:// or https:// URL"],
  ])("%p says what is accepted", (argv, message) => {
    expect(() => parse(...argv)).toThrow(UsageError);
    expect(() => parse(...argv)).toThrow(message);
  });

  test("are refused in the environment as well, by both names", () => {
    expect(() => parseOptions([], { DURATION: "long" })).toThrow('--duration or DURATION is "long"');
    expect(() => parseOptions([], { KEEP_EVENTS: "yes" })).toThrow("KEEP_EVENTS");
  });

  test.each([
    "http://shop.example",
    "http://10.0.0.1:3000",
    "http://127.0.0.1.shop.example",
    "http://localhost.shop.example",
    "http://[::2]",
  ])("%s is another machine, and needs --allow-remote", (target) => {
    expect(() => parse("--target", target)).toThrow("--allow-remote");
    expect(parse("--target", target, "--allow-remote")?.target).toBe(target);
    expect(parseOptions([], { TARGET: target, ALLOW_REMOTE: "1" })?.target).toBe(target);
  });
});

describe("arguments", () => {
  test("have defaults", () => {
    expect(parse()).toMatchObject({
      target: "http://127.0.0.1:3000",
      apiKey: undefined,
      keepEvents: false,
      scenario: {
        name: "personalised",
        stages: [{ name: "full speed", seconds: 20, connections: 16 }],
        limits: [
          { of: "errors", max: 0.001 },
          { of: "sheds", max: 0.001 },
          { of: "p99", max: 100 },
        ],
      },
    });
  });

  test("find the API by the environment, and a target goes before that", () => {
    expect(parseOptions([], { API_PORT: "4000" })?.target).toBe("http://127.0.0.1:4000");
    const env = { API_PORT: "4000", API_URL: "http://localhost:5000/" };
    expect(parseOptions([], env)?.target).toBe("http://localhost:5000");
    expect(parseOptions([], { ...env, TARGET: "http://localhost:7000" })?.target).toBe(
      "http://localhost:7000",
    );
    expect(parseOptions(["--target", "http://[::1]:6000"], env)?.target).toBe("http://[::1]:6000");
  });

  test("are variables too, and an empty variable is an absent one", () => {
    const env = {
      SCENARIO: "soak",
      DURATION: "2h",
      RATE: "50",
      METRICS: "http://127.0.0.1:3100",
      MAX_P99: "",
    };
    expect(parseOptions([], env)).toMatchObject({
      metrics: "http://127.0.0.1:3100/metrics",
      settings: { seconds: 7_200, rate: 50 },
      scenario: { name: "soak" },
    });
  });

  test("change each threshold that the scenario has", () => {
    const argv = ["--scenario", "spike", "--max-p99", "50", "--max-recovery", "3", "--max-error-rate", "0"];
    expect(parse(...argv)?.scenario.limits).toMatchObject([
      { of: "errors", max: 0 },
      { of: "sheds", max: 0.001 },
      { of: "p99", max: 50 },
      { of: "throughput", min: 190 },
      { of: "retry-after" },
      { of: "recovery", max: 3, p99: 50 },
    ]);
    expect(parse("--min-throughput", "900")?.scenario.limits).toContainEqual({ of: "throughput", min: 900 });
  });
});

describe("scenarios", () => {
  test.each(Object.keys(SCENARIOS))(
    "%s takes as long as it is told, in stages with names of their own",
    (name) => {
      const { scenario } = parse("--scenario", name, "--duration", "100s")!;
      expect(secondsOf(scenario)).toBeCloseTo(100);
      const names = scenario.stages.map((stage) => stage.name);
      expect(new Set(names).size).toBe(names.length);
      for (const limit of scenario.limits) {
        if ("stages" in limit) expect(names).toEqual(expect.arrayContaining(limit.stages));
      }
    },
  );

  test("a ramp goes from the rate to the peak", () => {
    const { scenario } = parse("--scenario", "ramp", "--rate", "100", "--peak", "1000")!;
    expect(scenario.stages.map(({ rate }) => rate)).toEqual([
      100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000,
    ]);
  });

  test("a spike is as before, then the peak, then as before", () => {
    const { scenario } = parse("--scenario", "spike", "--rate", "10", "--peak", "30")!;
    expect(scenario.stages.map(({ name, rate }) => [name, rate])).toEqual([
      ["before", 10],
      ["spike", 30],
      ["after", 10],
    ]);
  });
});
