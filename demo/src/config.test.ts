import { describe, expect, test } from "bun:test";
import { readConfig } from "./config.ts";
import { DemoError, exitCodes } from "./errors.ts";

function complaint(env: Record<string, string>): DemoError {
  try {
    readConfig(env, "/checkout");
  } catch (error) {
    if (error instanceof DemoError) return error;
  }
  throw new Error("no DemoError was thrown");
}

describe("the demo's configuration", () => {
  test.each([
    ["WEB_PORT", "http"],
    ["API_PORT", "0"],
    ["MLFLOW_PORT", "65536"],
    ["PROMETHEUS_PORT", "ninety"],
    ["API_INTERNAL_PORT", "3100.5"],
    ["DAYS", "-1"],
    ["DAYS", "366"],
  ])("refuses %s=%s by name", (variable, value) => {
    const error = complaint({ [variable]: value });
    expect(error.message).toContain(`${variable}=${value}`);
    expect(error.message).toContain("whole number");
    expect(error.exitCode).toBe(exitCodes.usage);
  });

  test("refuses a list of hosts that is none", () => {
    expect(complaint({ WEB_HOSTS: "http://shop" }).message).toContain(
      "WEB_HOSTS=http://shop: must be host names",
    );
  });

  test("names every variable that is wrong, not only the first", () => {
    const { message } = complaint({ WEB_PORT: "x", DAYS: "y" });
    expect(message).toContain("WEB_PORT=x");
    expect(message).toContain("DAYS=y");
  });

  test("refuses one port for two services, the defaults included", () => {
    expect(complaint({ WEB_PORT: "3000" }).message).toBe(
      "API_PORT and WEB_PORT are both 3000; each needs a port of its own",
    );
  });

  test("takes Prometheus' port for another service, which needs it more", () => {
    expect(readConfig({ WEB_PORT: "9090", PATH: process.env["PATH"] }, "/checkout").ports.WEB_PORT).toBe(
      9090,
    );
  });

  test("has a default for everything, and takes an empty variable for an absent one", () => {
    const defaults = readConfig({}, "/checkout");
    expect(defaults).toEqual({
      root: "/checkout",
      home: "/checkout/.aisle",
      ports: {
        API_PORT: 3000,
        API_INTERNAL_PORT: 3100,
        WEB_PORT: 8080,
        MLFLOW_PORT: 5000,
        PROMETHEUS_PORT: 9090,
      },
      prometheus: undefined,
      otherHosts: { API_HOSTS: [], WEB_HOSTS: [] },
      data: undefined,
      shopOptions: [],
      days: 14,
      simulate: true,
      force: false,
    });
    expect(readConfig({ AISLE_HOME: "", WEB_PORT: "", DATA: "", SHOP: "", DAYS: "" }, "/checkout")).toEqual(
      defaults,
    );
  });

  test("takes relative folders from the checkout and splits the shop's options", () => {
    const config = readConfig(
      { AISLE_HOME: "state", DATA: "../data", SHOP: " --items 20  --days 9 " },
      "/a/b",
    );
    expect(config.home).toBe("/a/b/state");
    expect(config.data).toBe("/a/data");
    expect(config.shopOptions).toEqual(["--items", "20", "--days", "9"]);
  });
});
