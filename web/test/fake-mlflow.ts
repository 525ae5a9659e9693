// A small stand-in for MLflow's REST API: versions, aliases, runs and their files, as the console asks for them.
import { failure, json, type ScriptedServer, scriptedServer } from "@aisle/mlflow/testing";
import type { MlflowSettings } from "../src/platform/config.ts";

export interface FakeVersion {
  readonly version: string;
  readonly runId?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface FakeRun {
  readonly runId: string;
  readonly status?: string;
  readonly startTime?: number;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** By name, as text. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface FakeMlflow extends AsyncDisposable {
  readonly settings: MlflowSettings;
  readonly asked: ScriptedServer["asked"];
  /** Newest first. */
  versions: readonly FakeVersion[];
  /** Newest first. */
  runs: readonly FakeRun[];
  aliases: Readonly<Record<string, string>>;
  /** What every request gets instead of an answer, while set. */
  answer: (() => Response | Promise<Response>) | undefined;
}

export const digestOf = (version: string): string => `sha256:${version.padStart(64, "0")}`;

const missing = () => failure(404, "RESOURCE_DOES_NOT_EXIST", "No such thing");

/** Where people would open it; not where it answers. */
const PAGE_URL = "https://mlflow.example";

export function fakeMlflow(): FakeMlflow {
  const server = scriptedServer(({ path, body }) => {
    if (fake.answer !== undefined) return fake.answer();
    const { pathname, searchParams } = new URL(path, "http://fake");
    const sent = body === "" ? {} : (JSON.parse(body) as { filter?: string; max_results?: number });
    switch (pathname) {
      case "/mlflow/experiments/get-by-name":
        return json({ experiment: { experiment_id: "1", lifecycle_stage: "active" } });
      case "/mlflow/model-versions/search": {
        const digest = /aisle\.digest` = '([^']*)'/.exec(searchParams.get("filter") ?? "")?.[1];
        const found = fake.versions.filter(({ version }) => !digest || digestOf(version) === digest);
        return json({ model_versions: found.map(versionAnswer) });
      }
      case "/mlflow/model-versions/get": {
        const found = fake.versions.find(({ version }) => version === searchParams.get("version"));
        return found === undefined ? missing() : json({ model_version: versionAnswer(found) });
      }
      case "/mlflow/registered-models/alias": {
        const number = fake.aliases[searchParams.get("alias") ?? ""];
        const found = fake.versions.find(({ version }) => version === number);
        return found === undefined ? missing() : json({ model_version: versionAnswer(found) });
      }
      case "/mlflow/runs/search": {
        const tag = /tags\.`([^`]*)` LIKE/.exec(sent.filter ?? "")?.[1];
        const found = fake.runs.filter(({ runId, tags }) =>
          tag === undefined ? sent.filter?.includes(`'${runId}'`) : tags?.[tag] !== undefined,
        );
        return json({ runs: found.slice(0, sent.max_results).map(runAnswer) });
      }
      case "/mlflow/runs/get": {
        const found = fake.runs.find(({ runId }) => runId === searchParams.get("run_id"));
        return found === undefined ? missing() : json({ run: runAnswer(found) });
      }
      default: {
        const [, runId, file] = /^\/mlflow-artifacts\/artifacts\/1\/(\w+)\/(.+)$/.exec(pathname) ?? [];
        const text = fake.runs.find((run) => run.runId === runId)?.files?.[file ?? ""];
        return text === undefined ? missing() : new Response(text);
      }
    }
  });
  const fake: FakeMlflow = {
    settings: { trackingUri: server.url, pageUrl: PAGE_URL, login: undefined },
    asked: server.asked,
    versions: [],
    runs: [],
    aliases: {},
    answer: undefined,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return fake;
}

const pairs = (record: Readonly<Record<string, unknown>> = {}) =>
  Object.entries(record).map(([key, value]) => ({ key, value }));

const versionAnswer = ({ version, runId, tags }: FakeVersion) => ({
  version,
  run_id: runId ?? "",
  tags: pairs({ "aisle.digest": digestOf(version), ...tags }),
});

const runAnswer = ({ runId, status = "FINISHED", startTime, metrics, params, tags }: FakeRun) => ({
  info: {
    run_id: runId,
    experiment_id: "1",
    status,
    start_time: startTime,
    artifact_uri: `mlflow-artifacts:/1/${runId}`,
  },
  data: { metrics: pairs(metrics), params: pairs(params), tags: pairs(tags) },
});
