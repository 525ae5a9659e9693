// What MLflow's registry says of the models of a proof.
import { kubectl } from "@aisle/testcluster";

const MODEL = "aisle-recommender";

export interface Version {
  readonly version: string;
  readonly digest: string;
  readonly tags: Readonly<Record<string, string>>;
}

interface Answer {
  readonly version: string | number;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

/** The version that the alias points at; throws when there is none. */
export async function byAlias(alias: string): Promise<Version> {
  const { model_version } = await ask<{ readonly model_version: Answer }>(
    `registered-models/alias?name=${MODEL}&alias=${alias}`,
  );
  return toVersion(model_version);
}

/** All, the oldest first. */
export async function versions(): Promise<readonly Version[]> {
  const filter = encodeURIComponent(`name = '${MODEL}'`);
  const { model_versions = [] } = await ask<{ readonly model_versions?: readonly Answer[] }>(
    `model-versions/search?filter=${filter}&order_by=version_number+ASC`,
  );
  return model_versions.map(toVersion);
}

/** Changes a byte of a version's tensors where MLflow keeps them, as a failing disk would. */
export async function damageBundle(version: string): Promise<void> {
  const { artifact_uri } = await ask<{ readonly artifact_uri: string }>(
    `model-versions/get-download-uri?name=${MODEL}&version=${version}`,
  );
  const folder = artifact_uri.replace(/^mlflow-artifacts:\/*/, "");
  const path = `/api/2.0/mlflow-artifacts/artifacts/${folder}/model.safetensors`;
  const file = new Uint8Array(await (await send(path)).arrayBuffer());
  const middle = Math.floor(file.length / 2);
  file[middle] = file[middle]! ^ 0xff;
  await send(path, { method: "PUT", body: file });
}

/** How MLflow answers somebody who does not say who it is. */
export async function statusForStrangers(): Promise<number> {
  const { status } = await fetchFrom(`/api/2.0/mlflow/registered-models/get?name=${MODEL}`, {});
  return status;
}

const toVersion = ({ version, tags = [] }: Answer): Version => {
  const byKey = Object.fromEntries(tags.map(({ key, value }) => [key, value]));
  return { version: String(version), digest: byKey["aisle.digest"] ?? "", tags: byKey };
};

async function ask<T>(path: string): Promise<T> {
  return (await (await send(`/api/2.0/mlflow/${path}`)).json()) as T;
}

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetchFrom(path, init, { authorization: await administrator() });
  if (!response.ok) throw new Error(`MLflow answered ${response.status}: ${await response.text()}`);
  return response;
}

async function fetchFrom(
  path: string,
  init: RequestInit,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const address = await kubectl([
    "get",
    "service",
    "mlflow",
    "--namespace=aisle",
    "--output=jsonpath={.spec.clusterIP}",
  ]);
  // MLflow answers to the names that it knows.
  return await fetch(`http://${address}:5000${path}`, {
    ...init,
    headers: { host: "mlflow:5000", ...headers },
  });
}

async function administrator(): Promise<string> {
  const password = await kubectl([
    "get",
    "secret",
    "mlflow",
    "--namespace=aisle",
    "--output=jsonpath={.data.admin-password}",
  ]);
  return `Basic ${btoa(`admin:${atob(password)}`)}`;
}
