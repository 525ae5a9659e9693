// Reads request bodies: JSON within a limit, and newline-delimited JSON as a stream of lines.
import { BYTES_PER_REQUEST } from "../keys/work.ts";
import { Deadline } from "./deadline.ts";
import { isTooDeep, TOO_DEEP } from "./json-depth.ts";
import { invalidRequest, Problem } from "./problem.ts";
import { readUtf8 } from "./utf8.ts";

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
  /** Told how many bytes of a request were read; of a stream, time and again. */
  readonly onRead: (request: Request, bytes: number) => void;
}

/** Reads JSON bodies: within a size, a depth and a time, and only of callers who were let in. */
export class BodyReader {
  readonly #deadline: Deadline;
  readonly #onRead: BodyReaderOptions["onRead"];
  /**
   * Elysia's parsers of a JSON body. Elysia's own is named second only for the OpenAPI document: ours always answers,
   * with its limits, the media type checked and an error that says where the JSON breaks.
   */
  readonly json: [(context: { request: Request; route: string }) => Promise<object>, "json"];

  constructor({ admit, deadlineMs, onRead }: BodyReaderOptions) {
    this.#onRead = onRead;
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
    refuseEncoded(request);
    const type = mediaType(request);
    if (type !== "application/json")
      throw new Problem(
        "unsupported-media-type",
        `Send \`content-type: application/json\`, not \`${type || "none"}\`.`,
      );
    const text = await this.#deadline.limit(readText(request, JSON_BODY_LIMIT));
    this.#onRead(request, text.length);
    const body = parseJson(text);
    // Every body of this API is an object; a list would pass for one, with `filter` and `entries` as its fields.
    if (typeof body !== "object" || body === null || Array.isArray(body))
      throw invalidRequest([{ path: "", message: "Expected a JSON object." }]);
    return body;
  }

  /**
   * Yields the lines of a body without their ends, for as long as they take, and an error for one that is not UTF-8. Throws
   * `Problem` at a line that is too long and when nothing comes for as long as a whole JSON body may take.
   */
  lines(request: Request): AsyncIterable<string | NotUtf8> {
    refuseEncoded(request);
    return request.body === null
      ? noLines()
      : readLines(
          request.body,
          this.#deadline,
          inBlocks((bytes) => this.#onRead(request, bytes)),
        );
  }
}

/** Tells of parts that may be small in blocks that count as a request each. */
function inBlocks(onRead: (bytes: number) => void): (bytes: number) => void {
  let untold = 0;
  return (bytes) => {
    untold += bytes;
    if (untold < BYTES_PER_REQUEST) return;
    const rest = untold % BYTES_PER_REQUEST;
    onRead(untold - rest);
    untold = rest;
  };
}

/** A line whose bytes are no UTF-8; the message says which. */
export class NotUtf8 extends Error {
  override readonly name = "NotUtf8";
}

/** Throws `Problem`: what is compressed would be taken for what it says, and could unpack to any size. */
function refuseEncoded(request: Request): void {
  const encoding = request.headers.get("content-encoding")?.trim() ?? "";
  if (encoding !== "" && encoding.toLowerCase() !== "identity")
    throw new Problem(
      "unsupported-media-type",
      `Send the body as it is, without \`content-encoding: ${encoding.slice(0, 50)}\`.`,
    );
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

async function* noLines(): AsyncGenerator<string> {}

const NEWLINE = 0x0a;
/** A character of UTF-16 takes up to three bytes of UTF-8. */
const MAX_LINE_BYTES = LINE_LIMIT * 3;

async function* readLines(
  body: ReadableStream<Uint8Array>,
  deadline: Deadline,
  onRead: (bytes: number) => void,
): AsyncGenerator<string | NotUtf8> {
  const reader = body.getReader();
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  for (;;) {
    const { done, value } = await deadline.limit(reader.read().catch(endedEarly));
    if (done) break;
    onRead(value.length);
    let start = 0;
    for (;;) {
      const end = value.indexOf(NEWLINE, start);
      const part = value.subarray(start, end === -1 ? value.length : end);
      rest.push(part);
      restBytes += part.length;
      if (restBytes > MAX_LINE_BYTES) throw lineTooLong();
      if (end === -1) break;
      yield toLine(rest);
      rest = [];
      restBytes = 0;
      start = end + 1;
    }
  }
  if (restBytes > 0) yield toLine(rest);
}

function toLine(parts: readonly Uint8Array[]): string | NotUtf8 {
  const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  const read = readUtf8(bytes);
  if ("broken" in read) return new NotUtf8(`not UTF-8: ${read.broken} in the line`);
  if (read.text.length > LINE_LIMIT) throw lineTooLong();
  return read.text;
}

/** Throws `Problem`: whoever was sending went away, which is no fault of ours. */
function endedEarly(error: unknown): never {
  throw error instanceof Problem ? error : new Problem("malformed-json", "The body ended early.");
}

const lineTooLong = (): Problem =>
  new Problem("body-too-large", `A line may have up to ${LINE_LIMIT} characters.`);

async function readText(request: Request, limit: number): Promise<string> {
  const read = readUtf8(await readBytes(request, limit).catch(endedEarly));
  if ("broken" in read)
    throw new Problem("malformed-json", `The body must be UTF-8: ${read.broken}. Is it Latin-1?`);
  return read.text;
}

async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const announced = request.headers.get("content-length");
  if (Number(announced ?? 0) > limit) throw tooLarge(limit);
  if (announced !== null || request.body === null) return await request.bytes();
  // A chunked body says nothing of its size: count while reading, so that it never fills the memory.
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (limit: number): Problem =>
  new Problem("body-too-large", `The body may have up to ${limit} bytes.`);

const tooSlow = (deadlineMs: number): Problem =>
  new Problem("body-too-slow", `The body must arrive within ${deadlineMs} ms.`, {
    // What still comes would be taken for the next request.
    headers: { connection: "close" },
  });
