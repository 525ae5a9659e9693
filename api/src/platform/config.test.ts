import { describe, expect, test } from "bun:test";
import { ConfigError, readConfig } from "./config.ts";
import { reasonTexts } from "../recommendations/reasons/texts.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("a variable that cannot be used is named with what it takes", () => {
  test.each([
    [{ API_PORT: "http" }, 'API_PORT is "http", but it takes a whole number from 0 to 65535.'],
    [{ API_PORT: "65536" }, 'API_PORT is "65536", but it takes a whole number from 0 to 65535.'],
    [{ API_INTERNAL_PORT: "-1" }, 'API_INTERNAL_PORT is "-1"'],
    [{ API_PROCESSES: "0" }, 'API_PROCESSES is "0", but it takes a whole number from 1 to 64.'],
    [{ API_PROCESSES: "1000" }, "API_PROCESSES"],
    [{ API_PROCESSES: "all" }, 'API_PROCESSES is "all"'],
    [{ API_PROCESSES: "-2" }, 'API_PROCESSES is "-2"'],
    [{ LOG_LEVEL: "loud" }, 'LOG_LEVEL is "loud", but it takes one of debug, info, warn, error.'],
    [{ MODEL_TRACK: "a.b" }, 'MODEL_TRACK is "a.b"'],
    [{ API_HOSTS: "*" }, 'API_HOSTS is "*", but it takes host names such as shop.example'],
    [{ CATALOGUE_POLL_MS: "0" }, "takes a whole number from 10 to 60000"],
    [{ SHOP_LOCALE: "fr" }, "a locale whose language reasons are written in (en, de), such as de or en-GB"],
    [{ SHOP_LOCALE: "toString" }, 'SHOP_LOCALE is "toString"'],
    [{ SHOP_LOCALE: "de_AT" }, 'SHOP_LOCALE is "de_AT"'],
    [{ TREND_POLL_MS: "99" }, "takes a whole number from 100 to 3600000"],
    [{ MODEL_DIGEST: "abc" }, "MODEL_DIGEST"],
    [{ API_ANONYMOUS: "recommend,everything" }, "it takes some of recommend, events, catalogue, admin"],
    [{ MODEL_VERSION: "7", MODEL_BUNDLE: "m" }, "are set together or not at all"],
    [{ MODEL_VERSION: "7", MODEL_BUNDLE: "m", MODEL_DIGEST: digest, MODEL_POINTER: "p" }, "not both"],
  ])("%j", (environment, message) => {
    expect(() => readConfig(environment)).toThrow(ConfigError);
    expect(() => readConfig(environment)).toThrow(message);
  });

  test("but the value of a key is not repeated", () => {
    const read = () => readConfig({ RECOMMENDATION_ID_KEY: "too short" });
    expect(read).toThrow("RECOMMENDATION_ID_KEY is set, but it takes 32 random characters or more.");
  });

  test("all of them at once", () => {
    expect(() => readConfig({ API_PORT: "x", LOG_LEVEL: "y" })).toThrow(/API_PORT[^]*LOG_LEVEL/);
  });
});

test("without any variable the service runs on this machine alone, from .aisle", () => {
  expect(readConfig({})).toEqual({
    host: "127.0.0.1",
    port: 3000,
    internalHost: "127.0.0.1",
    internalPort: 3100,
    processes: 1,
    storeUrl: "sqlite://.aisle/store.db",
    model: { pointer: ".aisle/models/serving.json" },
    track: "stable",
    cataloguePollMs: 250,
    trendPollMs: 30_000,
    reasonTexts: reasonTexts("en")!,
    modelPollMs: 500,
    stopDeadlineMs: 10_000,
    logLevel: "info",
    anonymous: [],
    keysPollMs: 1000,
    rulesPollMs: 1000,
    hosts: undefined,
    corsOrigins: [],
    recommendationIdKey: undefined,
    recommendationIdDays: 7,
    hstsSeconds: 0,
    bodyDeadlineMs: 10_000,
    repetitionMs: 1000,
    idleSeconds: 30,
    mostWaitMs: 20,
  });
});

test("the internal port is where the API is unless it has an address of its own", () => {
  expect(readConfig({ API_HOST: "0.0.0.0" })).toMatchObject({ host: "0.0.0.0", internalHost: "0.0.0.0" });
  expect(readConfig({ API_HOST: "0.0.0.0", API_INTERNAL_HOST: "127.0.0.1" })).toMatchObject({
    host: "0.0.0.0",
    internalHost: "127.0.0.1",
  });
});

test.each([
  "*",
  "null",
  "shop.example",
  "https://shop.example/",
  "https://shop.example/page",
  "https://Shop.example",
  "https://shop.example:443",
  "https://*.shop.example",
  "https://shop.example,",
  "file:///etc",
])("%s is no origin that a browser would send", (origins) => {
  expect(() => readConfig({ API_CORS_ORIGINS: origins })).toThrow("API_CORS_ORIGINS is");
});

test("origins are listed with commas", () => {
  const { corsOrigins } = readConfig({ API_CORS_ORIGINS: "https://shop.example, http://localhost:8080" });
  expect(corsOrigins).toEqual(["https://shop.example", "http://localhost:8080"]);
});

test("an empty variable is an absent one", () => {
  expect(readConfig({ API_PORT: "", MODEL_BUNDLE: "" })).toEqual(readConfig({}));
});

test("a fixed model takes the place of the pointer", () => {
  const { model } = readConfig({ MODEL_BUNDLE: "/m", MODEL_VERSION: "7", MODEL_DIGEST: digest });
  expect(model).toEqual({ fixed: { bundle: "/m", version: "7", digest } });
});
