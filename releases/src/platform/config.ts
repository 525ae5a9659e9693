// The desk's configuration, from the environment. Every error names the variable and what it accepts.
import type { Login } from "@aisle/mlflow";
import { redactUrls } from "@aisle/platform";
import { join } from "node:path";
import { HOSTS_ACCEPTED, parseHosts } from "@aisle/platform";
import * as v from "valibot";

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Hosts that are answered for, beside this machine's own names; undefined: all. */
  readonly hosts: readonly string[] | undefined;
  /** Where the journal lies. */
  readonly home: string;
  /** Which environment this desk is of, as in reports: `staging`, `production`. */
  readonly environment: string;
  /** Under which this desk is found by people; undefined when nobody said. */
  readonly publicUrl: string | undefined;
  readonly mlflowUri: string;
  /** Undefined for an MLflow without users. */
  readonly mlflowLogin: Login | undefined;
  /** Undefined: nothing is measured. */
  readonly prometheusUrl: string | undefined;
  /** Undefined: nothing is committed or reverted. */
  readonly git: GitConfig | undefined;
  readonly canary: { readonly namespace: string; readonly name: string };
  /** The Flux Kustomization that applies the canary. */
  readonly kustomization: { readonly namespace: string; readonly name: string };
  /** Whether challengers are released by this desk. */
  readonly releasesModels: boolean;
  /** The registry's alias of what serves here. */
  readonly alias: string;
  readonly github: GithubConfig | undefined;
  readonly flaggerToken: string | undefined;
  readonly alertmanagerToken: string | undefined;
  readonly policy: Policy;
  readonly turnMs: number;
}

/** When a canary is taken back, and when it may be promoted. */
export interface Policy {
  /** Checks that were measured and failed, after which a canary is taken back. */
  readonly measuredFailures: number;
  /** Lists that a new model must have shown before it may be promoted; 0 where nobody shops. */
  readonly leastLists: number;
  /** How long it may take to show them, in milliseconds. */
  readonly mostWaitMs: number;
}

export interface GitConfig {
  readonly url: string;
  readonly branch: string;
  readonly token: string | undefined;
  /** A file with the deploy key. */
  readonly sshKey: string | undefined;
  /** A file with the host's keys. */
  readonly knownHosts: string | undefined;
  readonly authorName: string;
  readonly authorEmail: string;
}

export interface GithubConfig {
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  /** The branch that a promoted release is proposed to. */
  readonly base: string;
}

/** The environment holds something that the desk cannot use. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const text = v.pipe(v.string(), v.minLength(1));
const wholeNumber = (min: number, max: number) => {
  const accepted = `a whole number from ${min} to ${max}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, accepted),
    v.toNumber(),
    v.minValue(min, accepted),
    v.maxValue(max, accepted),
  );
};
const httpAddress = v.pipe(
  v.string(),
  v.check((url) => /^https?:\/\//.test(url) && URL.canParse(url), "an http(s) address"),
  v.transform((url) => url.replace(/\/+$/, "")),
);
const secret = v.pipe(v.string(), v.minLength(16, "a secret of 16 characters or more"));
const named = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, "NAMESPACE/NAME"),
  v.transform((path) => {
    const [namespace = "", name = ""] = path.split("/");
    return { namespace, name };
  }),
);
const hosts = v.pipe(
  v.string(),
  v.check((list) => parseHosts(list) !== undefined, HOSTS_ACCEPTED),
  v.transform((list) => parseHosts(list)),
);
const gitAddress = v.pipe(
  v.string(),
  v.regex(
    /^(https?:\/\/|ssh:\/\/|file:\/\/|[\w.-]+@[\w.-]+:)\S+$/,
    "the address of a Git repository, as https://… or git@…",
  ),
);

const Environment = v.object({
  AISLE_HOME: v.optional(text, ".aisle"),
  RELEASES_HOST: v.optional(text, "127.0.0.1"),
  RELEASES_PORT: v.optional(wholeNumber(0, 65_535), "8090"),
  RELEASES_HOSTS: v.optional(hosts),
  RELEASES_URL: v.optional(httpAddress),
  RELEASES_ENVIRONMENT: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}$/, "a name in small letters")),
    "development",
  ),
  RELEASES_MODELS: v.optional(v.picklist(["true", "false"], "true or false"), "true"),
  RELEASES_ALIAS: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_-]{0,63}$/, "an alias in small letters")),
    "champion",
  ),
  RELEASES_CANARY: v.optional(named, "aisle/api"),
  RELEASES_KUSTOMIZATION: v.optional(named, "flux-system/apps"),
  RELEASES_TURN_MS: v.optional(wholeNumber(100, 60_000), "2000"),
  RELEASES_MEASURED_FAILURES: v.optional(wholeNumber(1, 100), "2"),
  RELEASES_LEAST_LISTS: v.optional(wholeNumber(0, 999_999_999), "1000"),
  RELEASES_MOST_WAIT_MINUTES: v.optional(wholeNumber(1, 10_000), "1440"),
  MLFLOW_TRACKING_URI: v.optional(httpAddress, "http://127.0.0.1:5000"),
  MLFLOW_TRACKING_USERNAME: v.optional(text),
  MLFLOW_TRACKING_PASSWORD: v.optional(text),
  PROMETHEUS_URL: v.optional(httpAddress),
  GIT_URL: v.optional(gitAddress),
  GIT_BRANCH: v.optional(v.pipe(v.string(), v.regex(/^[\w][\w./-]*$/, "a branch's name")), "main"),
  GIT_TOKEN: v.optional(text),
  GIT_SSH_KEY: v.optional(text),
  GIT_KNOWN_HOSTS: v.optional(text),
  GIT_AUTHOR_NAME: v.optional(text, "Aisle release desk"),
  GIT_AUTHOR_EMAIL: v.optional(text, "releases@aisle.invalid"),
  GITHUB_API: v.optional(httpAddress, "https://api.github.com"),
  GITHUB_REPOSITORY: v.optional(v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+$/, "OWNER/NAME"))),
  GITHUB_TOKEN: v.optional(text),
  PROMOTES_TO: v.optional(v.pipe(v.string(), v.regex(/^[\w][\w./-]*$/, "a branch's name"))),
  FLAGGER_TOKEN: v.optional(secret),
  ALERTMANAGER_TOKEN: v.optional(secret),
});
type Environment = v.InferOutput<typeof Environment>;

const MS_PER_MINUTE = 60_000;

/** Parses the environment; throws `ConfigError` that names every variable at fault. An empty value is an absent one. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = v.safeParse(Environment, given);
  if (!parsed.success)
    throw new ConfigError(
      parsed.issues
        .map(({ path, message }) => {
          const name = String(path?.[0]?.key);
          const isSecret = /(?:TOKEN|PASSWORD)$/.test(name);
          const shown = isSecret ? "" : ` ${redactUrls(JSON.stringify(given[name]))}`;
          return `${name} is${shown} not what it takes: ${message}.`;
        })
        .join("\n"),
    );
  const env = parsed.output;
  return {
    host: env.RELEASES_HOST,
    port: env.RELEASES_PORT,
    hosts: env.RELEASES_HOSTS,
    home: join(env.AISLE_HOME),
    environment: env.RELEASES_ENVIRONMENT,
    publicUrl: env.RELEASES_URL,
    mlflowUri: env.MLFLOW_TRACKING_URI,
    mlflowLogin: mlflowLogin(env),
    prometheusUrl: env.PROMETHEUS_URL,
    git: gitConfig(env),
    canary: env.RELEASES_CANARY,
    kustomization: env.RELEASES_KUSTOMIZATION,
    releasesModels: env.RELEASES_MODELS === "true",
    alias: env.RELEASES_ALIAS,
    github: githubConfig(env),
    flaggerToken: env.FLAGGER_TOKEN,
    alertmanagerToken: env.ALERTMANAGER_TOKEN,
    policy: {
      measuredFailures: env.RELEASES_MEASURED_FAILURES,
      leastLists: env.RELEASES_LEAST_LISTS,
      mostWaitMs: env.RELEASES_MOST_WAIT_MINUTES * MS_PER_MINUTE,
    },
    turnMs: env.RELEASES_TURN_MS,
  };
}

function mlflowLogin(env: Environment): Login | undefined {
  const { MLFLOW_TRACKING_USERNAME: username, MLFLOW_TRACKING_PASSWORD: password } = env;
  if (username === undefined && password === undefined) return undefined;
  if (username === undefined || password === undefined)
    throw new ConfigError("MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD go together.");
  return { username, password };
}

function gitConfig(env: Environment): GitConfig | undefined {
  if (env.GIT_URL === undefined) return undefined;
  return {
    url: env.GIT_URL,
    branch: env.GIT_BRANCH,
    token: env.GIT_TOKEN,
    sshKey: env.GIT_SSH_KEY,
    knownHosts: env.GIT_KNOWN_HOSTS,
    authorName: env.GIT_AUTHOR_NAME,
    authorEmail: env.GIT_AUTHOR_EMAIL,
  };
}

function githubConfig(env: Environment): GithubConfig | undefined {
  if (env.PROMOTES_TO === undefined) return undefined;
  const fromUrl = /github\.com[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(env.GIT_URL ?? "")?.[1];
  const repository = env.GITHUB_REPOSITORY ?? fromUrl;
  if (repository === undefined || env.GITHUB_TOKEN === undefined)
    throw new ConfigError(
      "PROMOTES_TO needs GITHUB_TOKEN, and GITHUB_REPOSITORY as OWNER/NAME unless GIT_URL is of github.com.",
    );
  return { api: env.GITHUB_API, repository, token: env.GITHUB_TOKEN, base: env.PROMOTES_TO };
}
