// Asks an API which model it serves.
import { ApiError, createClient } from "@aisle/client";
import { Digest } from "@aisle/contract";
import * as v from "valibot";

export type ApiAnswer =
  | { readonly state: "serves"; readonly digest: string }
  /** It answers, and has no model yet. */
  | { readonly state: "empty" }
  /** It does not answer, or not as an API that everybody is served by. */
  | { readonly state: "silent"; readonly reason: string };

const TIMEOUT_MS = 5_000;
const NO_MODEL = /no-model$/;

/** A canary is asked by some only, so its answer does not say what serves. */
const answerSchema = v.object({ digest: Digest, track: v.literal("stable") });

export async function askApi(api: {
  readonly apiUrl: string;
  readonly apiKey?: string | undefined;
}): Promise<ApiAnswer> {
  const client = createClient({ baseUrl: api.apiUrl, apiKey: api.apiKey, timeoutMs: TIMEOUT_MS, retries: 1 });
  try {
    const parsed = v.safeParse(answerSchema, await client.model());
    if (parsed.success) return { state: "serves", digest: parsed.output.digest };
    return { state: "silent", reason: `GET /v1/model: ${v.summarize(parsed.issues)}` };
  } catch (error) {
    if (error instanceof ApiError && NO_MODEL.test(error.problem.type)) return { state: "empty" };
    return { state: "silent", reason: error instanceof Error ? error.message : String(error) };
  }
}
