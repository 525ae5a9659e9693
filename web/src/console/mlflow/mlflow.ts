// MLflow as the console's pages ask it: within few seconds, without a second try, and in words when it cannot answer.
import { MlflowClient, MlflowError, REGISTERED_MODEL, Registry } from "@aisle/mlflow";
import type { MlflowSettings } from "../http.ts";
import type { Told, Trouble } from "../ask.ts";

export interface Mlflow {
  readonly client: MlflowClient;
  readonly registry: Registry;
  /** Where people open its pages, without a trailing slash. */
  readonly pageUrl: string;
}

/** For one request, and for all of a page; a retrain that works beside MLflow slows it down. In milliseconds. */
const ATTEMPT_TIMEOUT = 3_000;
const PAGE_TIMEOUT = 5_000;

export function openMlflow({ trackingUri, login, pageUrl }: MlflowSettings): Mlflow {
  const client = new MlflowClient({
    trackingUri,
    login,
    attemptTimeoutMs: ATTEMPT_TIMEOUT,
    giveUpAfterMs: 0,
  });
  return { client, registry: new Registry(client, REGISTERED_MODEL), pageUrl };
}

/** What `read` gives within so many milliseconds. Rejects only with errors that are not MLflow's. */
export async function askMlflow<T>(read: () => Promise<T>, timeout = PAGE_TIMEOUT): Promise<Told<T>> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new MlflowError("unreachable", "too slow")), timeout);
  try {
    return { ok: true, value: await Promise.race([read(), late]) };
  } catch (error) {
    if (error instanceof MlflowError) return { ok: false, trouble: troubleOf(error) };
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function troubleOf(error: MlflowError): Trouble {
  const away = error.code === "unreachable";
  const missing = error.code === "not-found";
  return {
    kind: away ? "away" : missing ? "missing" : "failed",
    status: missing ? 404 : 503,
    // Its other messages say what to do.
    text: away
      ? "MLflow is not answering, or too slowly: see whether it runs and what its log says, then load this page again."
      : error.message,
    errors: [],
  };
}

export const runLink = ({ pageUrl }: Mlflow, experimentId: string, runId: string): string =>
  `${pageUrl}/#/experiments/${encodeURIComponent(experimentId)}/runs/${encodeURIComponent(runId)}`;

export const versionLink = ({ pageUrl, registry }: Mlflow, version: string): string =>
  `${pageUrl}/#/models/${encodeURIComponent(registry.name)}/versions/${encodeURIComponent(version)}`;

export const registryLink = ({ pageUrl, registry }: Mlflow): string =>
  `${pageUrl}/#/models/${encodeURIComponent(registry.name)}`;
