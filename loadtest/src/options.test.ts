// The command line: mistakes first.
import { describe, expect, test } from "bun:test";
import { parseOptions, UsageError } from "./options.ts";

const parse = (...argv: string[]) => parseOptions(argv, {});

describe("arguments that cannot be used", () => {
  test.each([
    [["--nonsense"], "--nonsense"],
    [["--target", "localhost:3000"], "not an http:// or https:// URL"],
    [["--target", "ftp://127.0.0.1"], "not an http:// or https:// URL"],
    [["--duration", "20"], "1s to 60m"],
    [["--duration", "0s"], "1s to 60m"],
    [["--duration", "61m"], "1s to 60m"],
    [["--connections", "0"], "a whole number, 1 to 512"],
    [["--connections", "1.5"], "a whole number, 1 to 512"],
    [["--connections", "many"], "a whole number, 1 to 512"],
    [["--max-error-rate", "2"], "a number, 0 to 1"],
    [["--max-p99", ""], "a number, 0.1 to 60000"],
  ])("%p says what is accepted", (argv, message) => {
    expect(() => parse(...argv)).toThrow(UsageError);
    expect(() => parse(...argv)).toThrow(message);
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
  });
});

describe("arguments", () => {
  test("have defaults", () => {
    expect(parse()).toEqual({
      target: "http://127.0.0.1:3000",
      durationSeconds: 20,
      connections: 16,
      thresholds: { maxErrorRate: 0.001, maxP99: 100 },
    });
  });

  test("find the API by the environment, and a target goes before that", () => {
    expect(parseOptions([], { API_PORT: "4000" })?.target).toBe("http://127.0.0.1:4000");
    const env = { API_PORT: "4000", API_URL: "http://localhost:5000/" };
    expect(parseOptions([], env)?.target).toBe("http://localhost:5000");
    expect(parseOptions(["--target", "http://[::1]:6000"], env)?.target).toBe("http://[::1]:6000");
  });

  test("take minutes", () => {
    expect(parse("--duration", "2m")?.durationSeconds).toBe(120);
  });
});
