// The service's configuration, from the environment. Every error names the variable and what it accepts.
import { join } from "node:path";
import { MODEL_VERSION_PATTERN } from "@aisle/contract";
import { HOSTS_ACCEPTED, parseHosts } from "@aisle/platform";
import * as v from "valibot";
import type { ModelRef } from "../model/pointer.ts";
import { type Scope, SCOPES } from "../keys/scopes.ts";
import { type ReasonTexts, reasonTexts, SPOKEN } from "../recommendations/reasons/texts.ts";
import { LOG_LEVELS, type LogLevel } from "./logging.ts";

export interface Config {
  readonly host: string;
  readonly port: number;
  /** The address that the internal port is on. */
  readonly internalHost: string;
  readonly internalPort: number;
  /** How many processes answer on the port. */
  readonly processes: number;
  readonly storeUrl: string;
  /** Where the model comes from: a file that names it and may change, or one fixed model, or none yet. */
  readonly model: ConfiguredModel;
  /** The delivery track that every response names, such as `stable` or `canary`. */
  readonly track: string;
  readonly cataloguePollMs: number;
  readonly trendPollMs: number;
  /** The sentences of reasons, in the shop's language. */
  readonly reasonTexts: ReasonTexts;
  readonly modelPollMs: number;
  /** How long requests in flight may take after the signal to stop. */
  readonly stopDeadlineMs: number;
  readonly logLevel: LogLevel;
  /** What callers without a key may do; nothing unless configured. */
  readonly anonymous: readonly Scope[];
  readonly keysPollMs: number;
  readonly rulesPollMs: number;
  /** Hosts that are answered for, beside this machine's own names, on both ports; undefined: all. */
  readonly hosts: readonly string[] | undefined;
  /** Origins whose pages may ask from a browser, as `https://shop.example`; none unless configured. */
  readonly corsOrigins: readonly string[];
  /** Signs the ids of lists; undefined lets the program make one. */
  readonly recommendationIdKey: string | undefined;
  /** For how many days what a list leads to counts. */
  readonly recommendationIdDays: number;
  /** How long browsers keep to TLS once they saw the header; 0 leaves it out. */
  readonly hstsSeconds: number;
  /** How long a JSON body may take to arrive. */
  readonly bodyDeadlineMs: number;
  /** Within how long an event without an id is a repetition of an equal one; 0 for never. */
  readonly repetitionMs: number;
  /** How long a request may take, and a connection stay without one. */
  readonly idleSeconds: number;
  /** How long a request may have waited to be accepted. */
  readonly mostWaitMs: number;
}

/** `fixed` without a model is a shop that is only beginning: it takes events and items, and has no lists yet. */
export type ConfiguredModel = { readonly pointer: string } | { readonly fixed: ModelRef | undefined };

/** The environment holds something that the service cannot use. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const text = v.pipe(v.string(), v.minLength(1, "some text"));
const port = wholeNumber(0, 65_535);

function wholeNumber(min: number, max: number) {
  const accepted = `a whole number from ${min} to ${max}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, accepted),
    v.toNumber(),
    v.minValue(min, accepted),
    v.maxValue(max, accepted),
  );
}

const scopes = v.pipe(
  v.string(),
  v.transform((list) => list.split(",").map((scope) => scope.trim())),
  v.array(v.picklist(SCOPES, `some of ${SCOPES.join(", ")}, with commas between them`)),
);

const AN_ORIGIN = "origins such as https://shop.example, with commas between them: no path, no *";
/** As a browser writes it in `origin`, so that comparing texts is enough. */
const isOrigin = (text: string): boolean => /^https?:[^*]+$/.test(text) && URL.parse(text)?.origin === text;
const origins = v.pipe(
  v.string(),
  v.transform((list) => list.split(",").map((origin) => origin.trim())),
  v.array(v.pipe(v.string(), v.check(isOrigin, AN_ORIGIN))),
);

const hosts = v.pipe(
  v.string(),
  v.check((list) => parseHosts(list) !== undefined, HOSTS_ACCEPTED),
  v.transform((list) => parseHosts(list)),
);
/** Characters; of a random text of hexadecimal digits, that is 128 bits. */
const MIN_KEY = 32;
const A_KEY = `${MIN_KEY} random characters or more`;
/** Whose value an error must not repeat. */
const SECRETS: ReadonlySet<string> = new Set(["RECOMMENDATION_ID_KEY"]);

const isSpoken = (locale: string): boolean =>
  /^[a-z]{2}(-[A-Z]{2})?$/.test(locale) && reasonTexts(locale) !== undefined;
const A_LOCALE = `a locale whose language reasons are written in (${SPOKEN.join(", ")}), such as de or en-GB`;

const Environment = v.object({
  AISLE_HOME: v.optional(text, ".aisle"),
  API_HOST: v.optional(text, "127.0.0.1"),
  API_PORT: v.optional(port, "3000"),
  API_INTERNAL_HOST: v.optional(text),
  API_INTERNAL_PORT: v.optional(port, "3100"),
  API_PROCESSES: v.optional(wholeNumber(1, 64), "1"),
  STORE_URL: v.optional(text),
  MODEL_POINTER: v.optional(text),
  MODEL_BUNDLE: v.optional(text),
  MODEL_VERSION: v.optional(
    v.pipe(v.string(), v.regex(MODEL_VERSION_PATTERN, "up to 64 letters, digits, `.`, `_` and `-`")),
  ),
  MODEL_DIGEST: v.optional(
    v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, "`sha256:` and 64 hexadecimal digits")),
  ),
  MODEL_TRACK: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/, "up to 32 letters, digits, `_` and `-`")),
    "stable",
  ),
  CATALOGUE_POLL_MS: v.optional(wholeNumber(10, 60_000), "250"),
  SHOP_LOCALE: v.optional(v.pipe(v.string(), v.check(isSpoken, A_LOCALE)), "en"),
  TREND_POLL_MS: v.optional(wholeNumber(100, 3_600_000), "30000"),
  MODEL_POLL_MS: v.optional(wholeNumber(10, 60_000), "500"),
  STOP_DEADLINE_MS: v.optional(wholeNumber(0, 600_000), "10000"),
  API_ANONYMOUS: v.optional(scopes),
  API_KEYS_POLL_MS: v.optional(wholeNumber(10, 60_000), "1000"),
  RULES_POLL_MS: v.optional(wholeNumber(10, 60_000), "1000"),
  API_HOSTS: v.optional(hosts),
  API_CORS_ORIGINS: v.optional(origins),
  API_HSTS_SECONDS: v.optional(wholeNumber(0, 999_999_999), "0"),
  API_BODY_DEADLINE_MS: v.optional(wholeNumber(100, 600_000), "10000"),
  API_REPETITION_MS: v.optional(wholeNumber(0, 60_000), "1000"),
  API_IDLE_SECONDS: v.optional(wholeNumber(1, 255), "30"),
  API_MOST_WAIT_MS: v.optional(wholeNumber(15, 60_000), "20"),
  RECOMMENDATION_ID_KEY: v.optional(v.pipe(v.string(), v.minLength(MIN_KEY, A_KEY))),
  RECOMMENDATION_ID_DAYS: v.optional(wholeNumber(1, 365), "7"),
  LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `one of ${LOG_LEVELS.join(", ")}`), "info"),
});

/** Parses the environment; throws `ConfigError` that names every variable at fault. An empty value is an absent one. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = v.safeParse(Environment, given);
  if (!parsed.success)
    throw new ConfigError(
      parsed.issues
        .map(({ path, message }) => {
          const name = String(path?.[0]?.key);
          const value = SECRETS.has(name) ? "set" : JSON.stringify(given[name]);
          return `${name} is ${value}, but it takes ${message}.`;
        })
        .join("\n"),
    );
  const env = parsed.output;
  return {
    host: env.API_HOST,
    port: env.API_PORT,
    internalHost: env.API_INTERNAL_HOST ?? env.API_HOST,
    internalPort: env.API_INTERNAL_PORT,
    processes: env.API_PROCESSES,
    storeUrl: env.STORE_URL ?? `sqlite://${join(env.AISLE_HOME, "store.db")}`,
    model: modelSource(env),
    track: env.MODEL_TRACK,
    cataloguePollMs: env.CATALOGUE_POLL_MS,
    trendPollMs: env.TREND_POLL_MS,
    reasonTexts: reasonTexts(env.SHOP_LOCALE)!,
    modelPollMs: env.MODEL_POLL_MS,
    stopDeadlineMs: env.STOP_DEADLINE_MS,
    logLevel: env.LOG_LEVEL,
    anonymous: env.API_ANONYMOUS ?? [],
    keysPollMs: env.API_KEYS_POLL_MS,
    rulesPollMs: env.RULES_POLL_MS,
    hosts: env.API_HOSTS,
    corsOrigins: env.API_CORS_ORIGINS ?? [],
    recommendationIdKey: env.RECOMMENDATION_ID_KEY,
    recommendationIdDays: env.RECOMMENDATION_ID_DAYS,
    hstsSeconds: env.API_HSTS_SECONDS,
    bodyDeadlineMs: env.API_BODY_DEADLINE_MS,
    repetitionMs: env.API_REPETITION_MS,
    idleSeconds: env.API_IDLE_SECONDS,
    mostWaitMs: env.API_MOST_WAIT_MS,
  };
}

/** The `MODEL_VERSION` of a deployment before its first model. */
const NO_MODEL = "none";

function modelSource(env: v.InferOutput<typeof Environment>): Config["model"] {
  const { MODEL_BUNDLE: bundle, MODEL_VERSION: version, MODEL_DIGEST: digest, MODEL_POINTER: pointer } = env;
  if (bundle === undefined && version === undefined && digest === undefined)
    return { pointer: pointer ?? join(env.AISLE_HOME, "models", "serving.json") };
  if (pointer !== undefined)
    throw new ConfigError(
      "Set either MODEL_POINTER or MODEL_BUNDLE, MODEL_VERSION and MODEL_DIGEST, not both.",
    );
  if (version === NO_MODEL) return { fixed: undefined };
  if (bundle === undefined || version === undefined || digest === undefined)
    throw new ConfigError("MODEL_BUNDLE, MODEL_VERSION and MODEL_DIGEST are set together or not at all.");
  return { fixed: { bundle, version, digest } };
}
