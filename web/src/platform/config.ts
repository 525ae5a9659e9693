// The environment, parsed: which port to serve on, where the API is, and how the shop looks.
import { HOSTS_ACCEPTED, parseHosts, redactUrls } from "@aisle/platform";
import * as v from "valibot";

export interface Config {
  /** Address to listen on. */
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  /** Hosts that are answered for, beside this machine's own names; undefined: all. */
  readonly hosts: readonly string[] | undefined;
  /** Hosts under which the console is served, beside this machine's own names; undefined: it is not. */
  readonly consoleHosts: readonly string[] | undefined;
  /** Whether the console asks for a key of the API before it shows anything. */
  readonly consoleAsksForKey: boolean;
  /** The API's base URL, without a trailing slash. */
  readonly apiUrl: string;
  /** Where the API says how it does, such as `http://127.0.0.1:3100/metrics`; undefined: nowhere. */
  readonly metricsUrl: string | undefined;
  /** Prometheus' base URL, without a trailing slash; undefined: there is none. */
  readonly prometheusUrl: string | undefined;
  /** Path of the Unix socket of who takes the console's orders; undefined: nobody. */
  readonly operationsSocket: string | undefined;
  readonly apiKey: string | undefined;
  /** Which models were tried, on which data, for the console; undefined: it shows only what the API knows. */
  readonly mlflow: MlflowSettings | undefined;
  /** Origins whose pictures of products are shown. */
  readonly imageOrigins: readonly string[];
  /** Of all prices: an ISO 4217 code. */
  readonly currency: string;
  /** In which prices are written: a BCP 47 tag. */
  readonly locale: string;
}

export interface MlflowSettings {
  /** Where this process asks it, without a trailing slash. */
  readonly trackingUri: string;
  /** Where people open its pages. */
  readonly pageUrl: string;
  readonly login: { readonly username: string; readonly password: string } | undefined;
}

/** A setting that cannot be used; the message names the variable, its value and what is accepted. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const port = v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.maxValue(65_535));

const httpUrl = v.pipe(
  v.string(),
  v.check((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)),
  v.transform((value) => value.replace(/\/+$/, "")),
);

/** What is in an address is shown in links and messages. */
const addressWithoutUser = v.pipe(
  httpUrl,
  v.check((value) => new URL(value).username === "" && new URL(value).password === ""),
);

const CONSOLE_OFF = "off";

const hostList = v.pipe(
  v.string(),
  v.check((value) => value === "" || parseHosts(value) !== undefined),
  v.transform((value) => parseHosts(value)),
);

const consoleHosts = v.pipe(
  v.string(),
  v.check((value) => value === CONSOLE_OFF || parseHosts(value) !== undefined),
  v.transform((value) => (value === CONSOLE_OFF ? undefined : parseHosts(value))),
);

const signIn = v.picklist(["key", "none"]);

const MAX_IMAGE_ORIGINS = 20;
const isHttpsOrigin = (value: string): boolean =>
  /^https:\/\/[A-Za-z0-9.-]+(:\d+)?$/.test(value) && URL.canParse(value) && new URL(value).origin === value;

/** They go into the content security policy as they are. */
const originList = v.pipe(
  v.string(),
  v.transform((value) => value.split(",").map((origin) => origin.trim())),
  v.transform((origins) => origins.filter((origin) => origin !== "")),
  v.array(v.pipe(v.string(), v.check(isHttpsOrigin))),
  v.maxLength(MAX_IMAGE_ORIGINS),
);

const currency = v.pipe(
  v.string(),
  v.check((value) => Intl.supportedValuesOf("currency").includes(value)),
);

const locale = v.pipe(
  v.string(),
  v.check((value) => isLocale(value)),
);

function isLocale(value: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(value).length === 1;
  } catch {
    return false;
  }
}

const accepted = {
  port: "a port number, 0 to 65535",
  url: "an http:// or https:// URL",
  address: "an http:// or https:// URL without a user or password in it",
  host: "an address",
  console: `"${CONSOLE_OFF}", or ${HOSTS_ACCEPTED}`,
  signIn: '"key", or "none" where only operators can reach it',
  origins: `up to ${MAX_IMAGE_ORIGINS} origins such as https://images.example, in lower case, with commas between them`,
  currency: "a code such as USD or EUR",
  locale: "a language tag such as en-US or de-DE",
};

/**
 * Reads `WEB_HOST`, `WEB_PORT`, `WEB_HOSTS`, `WEB_CONSOLE`, `WEB_CONSOLE_SIGN_IN`, `API_URL` (by default the API on this machine at `API_PORT`), `API_KEY`,
 * `API_METRICS_URL`, `PROMETHEUS_URL`, `OPERATIONS_SOCKET`, `MLFLOW_TRACKING_URI`, `MLFLOW_PAGE_URL`, `MLFLOW_TRACKING_USERNAME`,
 * `MLFLOW_TRACKING_PASSWORD`, `WEB_IMAGE_ORIGINS`, `SHOP_CURRENCY` and `SHOP_LOCALE`.
 * An empty variable counts as not set. Throws `ConfigError`.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = <T>(
    name: string,
    schema: v.GenericSchema<string, T>,
    fallback: string,
    accepts: string,
  ): T => {
    const value = env[name] || fallback;
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    throw new ConfigError(`${name} is ${JSON.stringify(redactUrls(value))}: it must be ${accepts}.`);
  };
  const mlflow = (): MlflowSettings | undefined => {
    if (!env["MLFLOW_TRACKING_URI"]) return undefined;
    const trackingUri = read("MLFLOW_TRACKING_URI", addressWithoutUser, "", accepted.address);
    const username = env["MLFLOW_TRACKING_USERNAME"] || "";
    const password = env["MLFLOW_TRACKING_PASSWORD"] || "";
    if ((username === "") !== (password === ""))
      throw new ConfigError("MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD go together.");
    return {
      trackingUri,
      pageUrl: read("MLFLOW_PAGE_URL", addressWithoutUser, trackingUri, accepted.address),
      login: username === "" ? undefined : { username, password },
    };
  };
  const apiPort = read("API_PORT", port, "3000", accepted.port);
  return {
    host: read("WEB_HOST", v.string(), "127.0.0.1", accepted.host),
    port: read("WEB_PORT", port, "8080", accepted.port),
    hosts: read("WEB_HOSTS", hostList, "", HOSTS_ACCEPTED),
    consoleHosts: read("WEB_CONSOLE", consoleHosts, CONSOLE_OFF, accepted.console),
    consoleAsksForKey: read("WEB_CONSOLE_SIGN_IN", signIn, "key", accepted.signIn) === "key",
    apiUrl: read("API_URL", httpUrl, `http://127.0.0.1:${apiPort}`, accepted.url),
    metricsUrl: env["API_METRICS_URL"] ? read("API_METRICS_URL", httpUrl, "", accepted.url) : undefined,
    prometheusUrl: env["PROMETHEUS_URL"] ? read("PROMETHEUS_URL", httpUrl, "", accepted.url) : undefined,
    operationsSocket: env["OPERATIONS_SOCKET"] || undefined,
    apiKey: env["API_KEY"] || undefined,
    mlflow: mlflow(),
    imageOrigins: read("WEB_IMAGE_ORIGINS", originList, "", accepted.origins),
    currency: read("SHOP_CURRENCY", currency, "USD", accepted.currency),
    locale: read("SHOP_LOCALE", locale, "en", accepted.locale),
  };
}
