// A text file as blocks of UTF-8 bytes, whatever its encoding, compression and byte order mark.
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { DataError } from "../errors.ts";

export const ENCODINGS = ["utf-8", "latin1", "windows-1252", "utf-16"] as const;
export type Encoding = (typeof ENCODINGS)[number];

const BLOCK_BYTES = 1 << 20;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Beginnings of files that are no text. */
const MAGIC = [
  { bytes: Buffer.from([0x1f, 0x8b]), advice: "compressed: let its name end in .gz, or unpack it" },
  {
    bytes: Buffer.from("PK\u0003\u0004"),
    advice: "a zip file or a spreadsheet: unpack it, or save it as CSV",
  },
  { bytes: Buffer.from("PAR1"), advice: "a Parquet file: let its name end in .parquet" },
];

/** The encoding that a file turned out to have. */
export interface Decoded {
  readonly encoding: string;
  /** Blocks of any size, without a byte order mark; only where `encoding` is not "utf-8" are they known to be UTF-8. */
  readonly blocks: AsyncIterable<Buffer>;
}

/**
 * Opens the file at `path`. A byte order mark is stronger than the absence of an `encoding`. Throws `DataError`
 * "unreadable", also while the blocks are read: for a file that is not there, for one that is not a whole gzip file,
 * and for bytes that `encoding` does not know.
 */
export async function decode(path: string, encoding?: Encoding): Promise<Decoded> {
  const stream = bytes(path);
  const blocks = stream[Symbol.asyncIterator]();
  const first = await blocks.next();
  const head = first.done === true ? Buffer.alloc(0) : first.value;
  const whole = chain(head, blocks);
  const marked = markOf(head);
  const chosen = marked ?? (encoding === "utf-16" ? "utf-16le" : encoding) ?? "utf-8";
  const packed = MAGIC.find(({ bytes }) => head.subarray(0, bytes.length).equals(bytes));
  if (packed !== undefined) {
    await stream.return(undefined);
    throw new DataError("unreadable", `${basename(path)} is ${packed.advice}`);
  }
  if (marked === undefined && encoding === undefined && head.subarray(0, 1024).includes(0)) {
    await stream.return(undefined);
    throw new DataError(
      "unreadable",
      `${basename(path)} has zero bytes in it, as UTF-16 does: say "encoding": "utf-16" in mapping.json, or write it as UTF-8`,
    );
  }
  const utf8 = chosen === "utf-8" ? withoutMark(whole) : decoded(path, chosen, whole);
  return { encoding: chosen, blocks: withLineFeeds(utf8, head) };
}

const isGzip = (path: string): boolean => /\.gz$/i.test(path);

/** Gunzipped where the name says so. */
async function* bytes(path: string): AsyncGenerator<Buffer, void, undefined> {
  const file = createReadStream(path, { highWaterMark: BLOCK_BYTES });
  const stream = isGzip(path) ? file.pipe(createGunzip({ chunkSize: BLOCK_BYTES })) : file;
  // `pipe` does not carry the faults of its source along.
  if (stream !== file) file.on("error", (error) => stream.destroy(error));
  try {
    for await (const block of stream) yield block as Buffer;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const name = basename(path);
    const message = isGzip(path)
      ? `${name} is not a whole gzip file (${why}): fetch it again`
      : `${name} cannot be read: ${why}`;
    throw new DataError("unreadable", message, { cause });
  } finally {
    file.destroy();
  }
}

async function* chain(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

function markOf(head: Buffer): "utf-8" | "utf-16le" | "utf-16be" | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  return head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : undefined;
}

async function* withoutMark(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let isFirst = true;
  for await (const block of blocks) {
    yield isFirst && markOf(block) === "utf-8" ? block.subarray(3) : block;
    isFirst = false;
  }
}

async function* decoded(
  path: string,
  encoding: Exclude<ReturnType<typeof markOf>, undefined> | Encoding,
  blocks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  let length = 0;
  const text = (block?: Buffer): string => {
    try {
      // Bun's decoder lets half a character at the end pass.
      if (block === undefined && encoding.startsWith("utf-16") && length % 2 === 1)
        throw new TypeError("half a character");
      return block === undefined ? decoder.decode() : decoder.decode(block, { stream: true });
    } catch (cause) {
      throw new DataError("unreadable", `${basename(path)} is not ${encoding}, from line ${line} on`, {
        cause,
      });
    }
  };
  for await (const block of blocks) {
    length += block.length;
    const utf8 = Buffer.from(text(block));
    for (let at = utf8.indexOf(LINE_FEED); at !== -1; at = utf8.indexOf(LINE_FEED, at + 1)) line++;
    yield utf8;
  }
  yield Buffer.from(text());
}

/** Files of old Macs end their lines in a carriage return alone. */
async function* withLineFeeds(
  blocks: AsyncIterable<Buffer>,
  head: Buffer,
): AsyncGenerator<Buffer, void, undefined> {
  const isOld = head.includes(CARRIAGE_RETURN) && !head.includes(LINE_FEED);
  for await (const block of blocks) {
    if (isOld)
      for (let at = block.indexOf(CARRIAGE_RETURN); at !== -1; at = block.indexOf(CARRIAGE_RETURN, at + 1))
        block[at] = LINE_FEED;
    yield block;
  }
}
