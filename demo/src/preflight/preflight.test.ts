import { describe, expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { freePorts, takePort } from "../../test/fake-checkout.ts";
import { diskProblem } from "./disk.ts";
import { listenerOf, portProblems } from "./ports.ts";

describe("before the demo starts", () => {
  test("a busy port is reported with its number, its owner and the variable that moves it", async () => {
    const ports = await freePorts();
    const { port, close } = await takePort();
    try {
      const [problem, ...others] = await portProblems({ ...ports, WEB_PORT: port });
      expect(others).toEqual([]);
      expect(problem).toContain(`port ${port} is in use by pid ${process.pid}`);
      expect(problem).toContain("WEB_PORT=");
    } finally {
      await close();
    }
  });

  test("every busy port is reported, not only the first", async () => {
    const { port, close } = await takePort();
    try {
      const problems = await portProblems({ ...(await freePorts()), WEB_PORT: port, API_PORT: port });
      expect(problems).toHaveLength(2);
    } finally {
      await close();
    }
  });

  test("free ports are no problem, and nobody listens on them", async () => {
    const ports = await freePorts();
    expect(await portProblems(ports)).toEqual([]);
    expect(listenerOf(ports.WEB_PORT)).toBeUndefined();
  });

  test("a disk with too little room is reported with what is free and what is needed", () => {
    const problem = diskProblem(tmpdir(), 2 ** 40);
    expect(problem).toMatch(/only \d+ MB are free/);
    expect(problem).toContain("AISLE_HOME");
    expect(diskProblem(tmpdir(), 0)).toBeUndefined();
  });
});
