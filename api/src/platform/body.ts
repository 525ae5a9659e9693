// Reads request bodies: JSON within a limit, and newline-delimited JSON as a stream of lines.
import { Deadline } from "./deadline.ts";
import { isTooDeep, TOO_DEEP } from "./json-depth.ts";
import { invalidRequest, Problem } from "./problem.ts";

/** Most bytes of a JSON body. */
export const JSON_BODY_LIMIT = 1024 * 1024;
/** Most characters of one line of newline-delimited JSON. */
export const LINE_LIMIT = 64 * 1024;

/** For routes that take a JSON body. */
export interface TakesBodies {
  readonly bodies: BodyReader;
}

interface BodyReaderOptions {
  /** Throws the `Problem` of a caller who must not use the route. */
  readonly admit: (request: Request, route: string) => void;
  /** How long a JSON body, or the next part of a longer one, may take to arrive, in milliseconds. */
  readonly deadlineMs: number;
}

/** Reads JSON bodies: within a size, a depth and a time, and only of callers who were let in. */
export class BodyReader {
  readonly #deadline: Deadline;
  /**
   * Elysia's parsers of a JSON body. Elysia's own is named second only for the OpenAPI document: ours always answers,
   * with its limits, the media type checked and an error that says where the JSON breaks.
   */
  readonly json: [(context: { request: Request; route: string }) => Promise<object>, "json"];

  constructor({ admit, deadlineMs }: BodyReaderOptions) {
    this.#deadline = new Deadline(deadlineMs, () => tooSlow(deadlineMs));
    this.json = [
      ({ request, route }) => {
        admit(request, route);
        return this.read(request);
      },
      "json",
    ];
  }

  /** Throws `Problem` for a body that is too large, too slow or too deep, of another type, malformed or no object. */
  async read(request: Request): Promise<object> {
    const type = mediaType(request);
    if (type !== "application/json")
      throw new Problem(
        "unsupported-media-type",
        `Send \`content-type: application/json\`, not \`${type || "none"}\`.`,
      );
    const body = parseJson(await this.#deadline.limit(readText(request, JSON_BODY_LIMIT)));
    // Every body of this API is an object; a list would pass for one, with `filter` and `entries` as its fields.
    if (typeof body !== "object" || body === null || Array.isArray(body))
      throw invalidRequest([{ path: "", message: "Expected a JSON object." }]);
    return body;
  }

  /**
   * Yields the lines of a body without their ends, for as long as they take. Throws `Problem` at a line that is too long
   * and when nothing comes for as long as a whole JSON body may take.
   */
  lines(body: ReadableStream<Uint8Array>): AsyncIterable<string> {
    return readLines(body, this.#deadline);
  }
}

/** Throws `Problem` for a text that is no JSON or nests too deep. */
function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new Problem("malformed-json", TOO_DEEP);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem("malformed-json", error instanceof Error ? error.message : "The JSON cannot be read.");
  }
}

/** The request's media type in lower case, without parameters; empty when it says none. */
export function mediaType(request: Request): string {
  const header = request.headers.get("content-type") ?? "";
  return header.split(";", 1)[0]!.trim().toLowerCase();
}

async function* readLines(body: ReadableStream<Uint8Array>, deadline: Deadline): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await deadline.limit(reader.read());
    if (done) break;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.map(withinLimit);
    withinLimit(rest);
  }
  const last = rest + decoder.decode();
  if (last !== "") yield withinLimit(last);
}

function withinLimit(line: string): string {
  if (line.length > LINE_LIMIT)
    throw new Problem("body-too-large", `A line may have up to ${LINE_LIMIT} characters.`);
  return line;
}

async function readText(request: Request, limit: number): Promise<string> {
  const announced = request.headers.get("content-length");
  if (Number(announced ?? 0) > limit) throw tooLarge(limit);
  if (announced !== null || request.body === null) return request.text();
  // A chunked body says nothing of its size: count while reading, so that it never fills the memory.
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw tooLarge(limit);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const tooLarge = (limit: number): Problem =>
  new Problem("body-too-large", `The body may have up to ${limit} bytes.`);

const tooSlow = (deadlineMs: number): Problem =>
  new Problem("body-too-slow", `The body must arrive within ${deadlineMs} ms.`, {
    // What still comes would be taken for the next request.
    headers: { connection: "close" },
  });
