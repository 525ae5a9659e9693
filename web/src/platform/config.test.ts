// The environment: mistakes are named, the rest has defaults.
import { describe, expect, test } from "bun:test";
import { ConfigError, readConfig } from "./config.ts";

describe("the configuration", () => {
  test.each([
    [{ WEB_PORT: "eighty" }, 'WEB_PORT is "eighty": it must be a port number, 0 to 65535.'],
    [{ WEB_PORT: "70000" }, 'WEB_PORT is "70000": it must be a port number, 0 to 65535.'],
    [{ WEB_PORT: "-1" }, 'WEB_PORT is "-1": it must be a port number, 0 to 65535.'],
    [{ API_PORT: "x" }, 'API_PORT is "x": it must be a port number, 0 to 65535.'],
    [{ API_URL: "localhost:3000" }, 'API_URL is "localhost:3000": it must be an http:// or https:// URL.'],
    [
      { WEB_HOSTS: "http://shop.example" },
      'WEB_HOSTS is "http://shop.example": it must be host names such as shop.example or localhost:8080, with commas between them.',
    ],
    [
      { WEB_CONSOLE: "https://console.example" },
      'WEB_CONSOLE is "https://console.example": it must be "off", or host names such as shop.example or localhost:8080, with commas between them.',
    ],
    ...[
      "http://images.example",
      "https://images.example/",
      "https://images.example/x",
      "https://*.example",
      "https://images.example; script-src *",
      "images.example",
      "'self'",
      "https://Images.example",
      Array.from({ length: 21 }, (_, at) => `https://i${at}.example`).join(),
    ].map(
      (value) =>
        [
          { WEB_IMAGE_ORIGINS: value },
          `WEB_IMAGE_ORIGINS is ${JSON.stringify(value)}: it must be up to 20 origins such as https://images.example, in lower case, with commas between them.`,
        ] as const,
    ),
    [
      { API_METRICS_URL: "localhost" },
      'API_METRICS_URL is "localhost": it must be an http:// or https:// URL.',
    ],
    [
      { PROMETHEUS_URL: "prometheus:9090" },
      'PROMETHEUS_URL is "prometheus:9090": it must be an http:// or https:// URL.',
    ],
    [
      { MLFLOW_TRACKING_URI: "http://anna:secret@mlflow:5000" },
      'MLFLOW_TRACKING_URI is "http://***@mlflow:5000": it must be an http:// or https:// URL without a user or password in it.',
    ],
    [
      { MLFLOW_TRACKING_URI: "http://mlflow:5000", MLFLOW_PAGE_URL: "javascript:alert(1)" },
      'MLFLOW_PAGE_URL is "javascript:alert(1)": it must be an http:// or https:// URL without a user or password in it.',
    ],
    [
      { MLFLOW_TRACKING_URI: "http://mlflow:5000", MLFLOW_TRACKING_USERNAME: "anna" },
      "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD go together.",
    ],
    [{ SHOP_CURRENCY: "Euro" }, 'SHOP_CURRENCY is "Euro": it must be a code such as USD or EUR.'],
    [{ SHOP_CURRENCY: "XYZ" }, 'SHOP_CURRENCY is "XYZ": it must be a code such as USD or EUR.'],
    [
      { SHOP_LOCALE: "deutsch!" },
      'SHOP_LOCALE is "deutsch!": it must be a language tag such as en-US or de-DE.',
    ],
    [{ API_URL: "file:///etc" }, 'API_URL is "file:///etc": it must be an http:// or https:// URL.'],
  ])("that is wrong names the variable, its value and what is accepted: %p", (env, message) => {
    expect(() => readConfig(env)).toThrow(new ConfigError(message));
  });

  test("defaults to port 8080 and the API on this machine", () => {
    expect(readConfig({})).toEqual({
      host: "127.0.0.1",
      port: 8080,
      hosts: undefined,
      consoleHosts: undefined,
      apiUrl: "http://127.0.0.1:3000",
      metricsUrl: undefined,
      prometheusUrl: undefined,
      consoleAsksForKey: true,
      operationsSocket: undefined,
      mlflow: undefined,
      apiKey: undefined,
      imageOrigins: [],
      currency: "USD",
      locale: "en",
    });
  });

  test("finds the API by its port, and by its URL before that", () => {
    expect(readConfig({ API_PORT: "4000" }).apiUrl).toBe("http://127.0.0.1:4000");
    const env = { API_PORT: "4000", API_URL: "https://api.shop.example/" };
    expect(readConfig(env).apiUrl).toBe("https://api.shop.example");
  });

  test("has the API's key where there is one", () => {
    expect(readConfig({ API_KEY: "aisle_1_2" }).apiKey).toBe("aisle_1_2");
    expect(readConfig({ API_KEY: "" }).apiKey).toBeUndefined();
  });

  test("has MLflow where it is named, under the address that people open", () => {
    const env = {
      MLFLOW_TRACKING_URI: "http://mlflow:5000/",
      MLFLOW_TRACKING_USERNAME: "web",
      MLFLOW_TRACKING_PASSWORD: "secret",
    };
    const login = { username: "web", password: "secret" };
    const trackingUri = "http://mlflow:5000";
    expect(readConfig(env).mlflow).toEqual({ trackingUri, pageUrl: trackingUri, login });
    const pageUrl = "https://mlflow.example";
    expect(readConfig({ ...env, MLFLOW_PAGE_URL: pageUrl }).mlflow).toEqual({ trackingUri, pageUrl, login });
  });

  test("answers for the hosts that are listed", () => {
    expect(readConfig({ WEB_HOSTS: "shop.example, localhost:8080" }).hosts).toEqual([
      "shop.example",
      "localhost:8080",
    ]);
  });

  test("serves the console under the hosts that are listed, and nowhere when it is off", () => {
    expect(readConfig({ WEB_CONSOLE: "console.example" }).consoleHosts).toEqual(["console.example"]);
    expect(readConfig({ WEB_CONSOLE: "off" }).consoleHosts).toBeUndefined();
  });

  test("has the origins of pictures, and the shop's money", () => {
    const env = {
      WEB_IMAGE_ORIGINS: "https://a.example, https://b.example:8443",
      SHOP_CURRENCY: "EUR",
      SHOP_LOCALE: "de-AT",
    };
    expect(readConfig(env)).toMatchObject({
      imageOrigins: ["https://a.example", "https://b.example:8443"],
      currency: "EUR",
      locale: "de-AT",
    });
  });

  test("takes an empty variable as not set", () => {
    expect(readConfig({ WEB_PORT: "" }).port).toBe(8080);
  });
});
