// Asks another service of the cluster for JSON.
import { readBoundedText, redactUrls } from "@aisle/platform";
import * as v from "valibot";

const TIMEOUT_MS = 5_000;
const SHOWN = 300;
/** A namespace's pods and a canary's events are far less. */
const MAX_ANSWER_BYTES = 16 * 1_048_576;

/** A service did not answer, or otherwise than it should; the message says which and how. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  constructor(
    message: string,
    /** The HTTP status, when there was an answer. */
    readonly status?: number,
  ) {
    super(redactUrls(message));
  }
}

export interface JsonRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Certificates to trust, in PEM. */
  readonly ca?: string | undefined;
}

/** The parsed answer; throws `ServiceError`. */
export async function getJson<Schema extends v.GenericSchema>(
  schema: Schema,
  url: string,
  { method = "GET", headers = {}, body, ca }: JsonRequest = {},
): Promise<v.InferOutput<Schema>> {
  const where = `${method} ${url.split("?", 1)[0]}`;
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(ca === undefined ? {} : { tls: { ca } }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    status = response.status;
    text = await readBoundedText(response, MAX_ANSWER_BYTES);
  } catch (error) {
    throw new ServiceError(
      `${where} was not answered: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (status >= 400)
    throw new ServiceError(`${where} was answered ${status}: ${text.slice(0, SHOWN)}`, status);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (parsed.success) return parsed.output;
  throw new ServiceError(
    `${where} was answered in a way that is not understood: ${v.summarize(parsed.issues)}`,
    status,
  );
}
