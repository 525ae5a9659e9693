import { describe, expect, test } from "bun:test";
import { ConfigError, readConfig } from "./config.ts";

const refused = (environment: Readonly<Record<string, string>>): string => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("it was taken");
};

describe("the desk's configuration", () => {
  test.each([
    ["RELEASES_PORT", "70000", "a whole number from 0 to 65535"],
    ["RELEASES_HOSTS", "http://desk", "host names such as shop.example"],
    ["RELEASES_LEAST_LISTS", "-1", "a whole number from 0"],
    ["RELEASES_CANARY", "api", "NAMESPACE/NAME"],
    ["RELEASES_MODELS", "yes", "true or false"],
    ["GIT_URL", "somewhere", "the address of a Git repository"],
    ["GIT_BRANCH", "-main", "a branch's name"],
    ["PROMETHEUS_URL", "prometheus:9090", "an http(s) address"],
  ])("refuses %s=%s and says what it takes", (name, value, accepted) => {
    const message = refused({ [name]: value });
    expect(message).toStartWith(`${name} is ${JSON.stringify(value)} not what it takes: `);
    expect(message).toContain(accepted);
  });

  test("names every variable at fault, and shows no secret", () => {
    const message = refused({ FLAGGER_TOKEN: "too short", RELEASES_PORT: "x" });
    expect(message.split("\n")).toHaveLength(2);
    expect(message).not.toContain("too short");
    const address = refused({
      GIT_URL: "https://desk:geheim@git.example/a b",
      MLFLOW_TRACKING_URI: "ftp://a:geheim@b",
    });
    expect(address).toContain("https://***@git.example/a b");
    expect(address).not.toContain("geheim");
  });

  test("takes MLflow's user and password together", () => {
    for (const half of [{ MLFLOW_TRACKING_USERNAME: "releases" }, { MLFLOW_TRACKING_PASSWORD: "geheim" }])
      expect(refused(half)).toBe("MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD go together.");
    expect(
      readConfig({ MLFLOW_TRACKING_USERNAME: "releases", MLFLOW_TRACKING_PASSWORD: "geheim" }).mlflowLogin,
    ).toEqual({ username: "releases", password: "geheim" });
  });

  test("needs what a pull request needs", () => {
    expect(refused({ PROMOTES_TO: "main" })).toContain("GITHUB_TOKEN");
    expect(
      refused({ PROMOTES_TO: "main", GITHUB_TOKEN: "t", GIT_URL: "https://git.example/a/b.git" }),
    ).toContain("GITHUB_REPOSITORY");
  });

  test.each([
    "https://github.com/shop/aisle.git",
    "git@github.com:shop/aisle.git",
    "https://github.com/shop/aisle",
  ])("finds GitHub's repository in %s", (GIT_URL) => {
    expect(readConfig({ PROMOTES_TO: "main", GITHUB_TOKEN: "t", GIT_URL }).github?.repository).toBe(
      "shop/aisle",
    );
  });

  test("takes nothing for granted: without settings it listens to this machine and delivers nothing", () => {
    expect(readConfig({ GIT_URL: "" })).toMatchObject({
      host: "127.0.0.1",
      hosts: undefined,
      git: undefined,
      github: undefined,
      flaggerToken: undefined,
      canary: { namespace: "aisle", name: "api" },
    });
  });
});
