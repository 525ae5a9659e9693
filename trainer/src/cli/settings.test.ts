import { describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import { readSettings, SettingsError } from "./settings.ts";

describe("a setting that cannot be used is named", () => {
  test.each([
    [{ MLFLOW_TRACKING_URI: "localhost" }, "MLFLOW_TRACKING_URI"],
    [{ MLFLOW_TRACKING_URI: "" }, "MLFLOW_TRACKING_URI"],
    [{ API_URL: "not a url" }, "API_URL"],
    [{ AISLE_HOME: "" }, "AISLE_HOME"],
    [{ STORE_URL: "" }, "STORE_URL"],
    [{ MLFLOW_PORT: "five" }, "MLFLOW_PORT"],
    [{ MLFLOW_PORT: "70000" }, "MLFLOW_PORT"],
  ])("%j", (environment, name) => {
    expect(() => readSettings(environment)).toThrow(SettingsError);
    expect(() => readSettings(environment)).toThrow(new RegExp(`^${name}: `));
  });
});

test("a user of MLflow has a password, and no password is shown", () => {
  for (const half of [{ MLFLOW_TRACKING_USERNAME: "trainer" }, { MLFLOW_TRACKING_PASSWORD: "secret" }])
    expect(() => readSettings(half)).toThrow(
      "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD go together",
    );
});

test("without any, everything is on this machine and under .aisle", () => {
  const home = resolve(".aisle");
  expect(readSettings({})).toEqual({
    home,
    storeUrl: `sqlite://${home}/store.db`,
    mlflowUri: "http://127.0.0.1:5000",
    mlflowLogin: undefined,
    apiUrl: undefined,
    apiKey: undefined,
    customerSecret: undefined,
  });
});

test("each comes from its variable", () => {
  expect(
    readSettings({
      AISLE_HOME: "/srv/aisle",
      STORE_URL: "sqlite:///srv/shop.db",
      MLFLOW_TRACKING_URI: "https://mlflow.example",
      MLFLOW_TRACKING_USERNAME: "trainer",
      MLFLOW_TRACKING_PASSWORD: "secret",
      MLFLOW_PORT: "5001",
      API_URL: "http://127.0.0.1:3000",
      API_KEY: "aisle_1_2",
      CUSTOMER_HASH_SECRET: "a secret",
    }),
  ).toEqual({
    home: "/srv/aisle",
    storeUrl: "sqlite:///srv/shop.db",
    mlflowUri: "https://mlflow.example",
    mlflowLogin: { username: "trainer", password: "secret" },
    apiUrl: "http://127.0.0.1:3000",
    apiKey: "aisle_1_2",
    customerSecret: "a secret",
  });
  expect(readSettings({ MLFLOW_PORT: "5001" }).mlflowUri).toBe("http://127.0.0.1:5001");
});
