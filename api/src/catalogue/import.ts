// The body of POST /v1/items:batch: JSON with up to 1,000 items, or a stream of lines with any number.
import { type BodyReader, mediaType, NotUtf8 } from "../platform/body.ts";
import { isTooDeep, TOO_DEEP } from "../platform/json-depth.ts";
import { Problem } from "../platform/problem.ts";
import { parse } from "../platform/validate.ts";
import { ItemBatchEnvelope } from "./schema.ts";
import { UnreadableLine } from "./service.ts";

export const NDJSON = "application/x-ndjson";
const JSON_TYPE = "application/json";

/** What a batch request carries, entry by entry; throws `Problem` when it cannot be read at all. */
export async function batchEntries(
  request: Request,
  bodies: Pick<BodyReader, "read" | "lines">,
): Promise<AsyncIterable<unknown> | readonly unknown[]> {
  const type = mediaType(request);
  if (type === JSON_TYPE) return parse(ItemBatchEnvelope, await bodies.read(request)).items;
  if (type === NDJSON) return entries(bodies.lines(request));
  throw new Problem(
    "unsupported-media-type",
    `Send \`content-type: ${JSON_TYPE}\`, or \`${NDJSON}\` with an item on each line, not \`${type || "none"}\`.`,
  );
}

async function* entries(lines: AsyncIterable<string | NotUtf8>): AsyncGenerator {
  for await (const line of lines) {
    if (line instanceof NotUtf8) {
      yield new UnreadableLine(line.message);
      continue;
    }
    // A blank line at the end is how most tools write the format.
    if (line.trim() === "") continue;
    yield parseLine(line);
  }
}

function parseLine(line: string): unknown {
  if (isTooDeep(line)) return new UnreadableLine(TOO_DEEP);
  try {
    return JSON.parse(line);
  } catch (error) {
    return new UnreadableLine(`not JSON: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}
