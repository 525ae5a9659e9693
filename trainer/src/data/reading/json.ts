// Copies NDJSON or a JSON array into one object a line, each after the line that it began on and a BEL, which cannot
// occur in JSON. Whether an object is one is for DuckDB to say.
import { basename } from "node:path";
import { DataError } from "../errors.ts";
import type { Rejects } from "./rejects.ts";
import { requireUtf8, wholeCharacters } from "./utf8.ts";

/** The longest object that is read, in bytes. */
export const MAX_OBJECT = 16 << 20;

const BEL = 7;
const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

export const NOT_JSON = "not a JSON object";
const OVERLONG = `longer than ${MAX_OBJECT >> 20} MiB`;

/** Where a file's objects are: one on each line, or anywhere, alone or in one array. */
export type JsonShape = "lines" | "values";

/** Takes a JSON file block by block. */
export class JsonCopier {
  readonly #path: string;
  readonly #rejects: Rejects;
  readonly #isPrivate: boolean;
  #shape: JsonShape | undefined;
  #carry = Buffer.alloc(0);
  #line = 1;
  /** Whether a `[` was met, and whether its `]` was. */
  #list: "none" | "open" | "closed" = "none";
  #isOverlong = false;
  rows = 0;
  /** The longest line of the copy, in bytes. */
  longest = 0;

  /** Without a `shape`, the file's beginning says it. `isPrivate`: nothing of the file is in an error. */
  constructor(path: string, rejects: Rejects, shape?: JsonShape, isPrivate = false) {
    this.#isPrivate = isPrivate;
    this.#path = path;
    this.#rejects = rejects;
    this.#shape = shape;
  }

  /** What to append to the copy. Throws `DataError` "unreadable" where it is not UTF-8, and where an array is cut. */
  copy(block: Buffer, isLast: boolean): Buffer {
    const input = this.#carry.length === 0 ? block : Buffer.concat([this.#carry, block]);
    const firstLine = this.#line;
    this.#shape ??= shapeOf(input);
    const output: Buffer[] = [];
    const taken =
      this.#shape === "lines" ? this.#lines(input, isLast, output) : this.#values(input, isLast, output);
    requireUtf8(this.#path, input.subarray(0, taken), firstLine);
    this.#carry = Buffer.from(input.subarray(taken));
    return Buffer.concat(output);
  }

  #lines(input: Buffer, isLast: boolean, output: Buffer[]): number {
    let at = 0;
    while (at < input.length) {
      let end = input.indexOf(LF, at);
      if (end === -1) {
        if (!isLast) break;
        end = input.length;
      }
      const object = trimmed(input, at, end);
      if (this.#isOverlong || object.length > MAX_OBJECT) this.#rejects.add(OVERLONG, this.#line, object);
      else if (object.includes(BEL)) this.#rejects.add(NOT_JSON, this.#line, object);
      else if (object.length > 0) this.#put(object, output);
      this.#isOverlong = false;
      this.#line++;
      at = end + 1;
    }
    if (input.length - at <= MAX_OBJECT) return Math.min(at, input.length);
    // The rest of the line is dropped as it comes.
    this.#isOverlong = true;
    return wholeCharacters(input);
  }

  #values(input: Buffer, isLast: boolean, output: Buffer[]): number {
    let at = 0;
    while (at < input.length) {
      const byte = input[at]!;
      if (byte === LF) this.#line++;
      else if (byte === OPEN_LIST && this.#list === "none" && this.rows === 0) this.#list = "open";
      else if (byte === CLOSE_LIST && this.#list === "open") this.#list = "closed";
      else if (byte === OPEN_OBJECT && this.#list !== "closed") {
        const end = objectEnd(input, at);
        if (end === -1) {
          if (isLast) throw this.#cut();
          if (input.length - at <= MAX_OBJECT) return at;
          throw new DataError(
            "unreadable",
            `${basename(this.#path)}: the object on line ${this.#line} is ${OVERLONG}, or does not end`,
          );
        }
        const object = Buffer.from(input.subarray(at, end));
        const lines = flatten(object);
        if (object.includes(BEL)) this.#rejects.add(NOT_JSON, this.#line, object);
        else this.#put(object, output);
        this.#line += lines;
        at = end;
        continue;
      } else if (byte !== SPACE && byte !== TAB && byte !== CR && byte !== COMMA) {
        const shown = input.toString("utf8", at, Math.min(at + 20, input.length));
        throw new DataError(
          "unreadable",
          `${basename(this.#path)} is not JSON: line ${this.#line} has ${this.#isPrivate ? "something else" : JSON.stringify(shown)} where an object should begin`,
        );
      }
      at++;
    }
    if (isLast && this.#list === "open") throw this.#cut();
    return at;
  }

  #put(object: Buffer, output: Buffer[]): void {
    const place = Buffer.from(`${this.#line}\u0007`);
    this.longest = Math.max(this.longest, place.length + object.length + 1);
    output.push(place, object, NEW_LINE);
    this.rows++;
  }

  #cut(): DataError {
    return new DataError(
      "unreadable",
      `${basename(this.#path)} ends in the middle of its JSON: fetch it again`,
    );
  }
}

const NEW_LINE = Buffer.from("\n");

/** One object a line where the first line is one; BigQuery calls such files `.json`. */
function shapeOf(input: Buffer): JsonShape {
  let start = 0;
  while (start < input.length && isBlank(input[start]!)) start++;
  const end = input.indexOf(LF, start);
  const first = input.toString("utf8", start, end === -1 ? input.length : end);
  try {
    const value: unknown = JSON.parse(first);
    return typeof value === "object" && !Array.isArray(value) ? "lines" : "values";
  } catch {
    return "values";
  }
}

/** Where the object that begins at `start` ends, or -1. */
function objectEnd(input: Buffer, start: number): number {
  let depth = 0;
  let isText = false;
  for (let at = start; at < input.length; at++) {
    const byte = input[at]!;
    if (isText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** Puts the object on one line; returns how many line ends it had. JSON has none inside its texts. */
function flatten(object: Buffer): number {
  let lines = 0;
  for (let at = object.indexOf(LF); at !== -1; at = object.indexOf(LF, at + 1)) {
    object[at] = SPACE;
    lines++;
  }
  for (let at = object.indexOf(CR); at !== -1; at = object.indexOf(CR, at + 1)) object[at] = SPACE;
  return lines;
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB || byte === CR || byte === LF;

function trimmed(input: Buffer, start: number, end: number): Buffer {
  let [from, to] = [start, end];
  // Files that were put together have marks in the middle.
  if (input[from] === 0xef && input[from + 1] === 0xbb && input[from + 2] === 0xbf) from += 3;
  while (from < to && isBlank(input[from]!)) from++;
  while (to > from && isBlank(input[to - 1]!)) to--;
  return input.subarray(from, to);
}
