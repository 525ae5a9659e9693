// Copies a CSV file into one that leaves nothing to guess: every row has the length of the header, every quote is
// closed, and its first column is the line that the row began on. What is no such row is rejected, one line at a time.
//
// An own reader, because those at hand go on after a fault by guessing where the next row begins (RFC 4180 does not
// say), and one stray quote then swallows rows without a trace.
import { DataError } from "../errors.ts";
import { basename } from "node:path";
import type { Rejects } from "./rejects.ts";
import { requireUtf8, wholeCharacters } from "./utf8.ts";

export interface CsvFormat {
  /** One ASCII character. Absent: what the header is separated by. */
  readonly delimiter?: string;
  /** Empty where the file does not quote. */
  readonly quote: string;
}

/** A row may have line ends in it, but is not longer than this. Bytes. */
const MAX_ROW = 1 << 20;
const MAX_COLUMNS = 2000;
const DELIMITERS = [",", ";", "\t", "|"] as const;

/** A line before the header that tells Excel the separator. */
const EXCEL_SEPARATOR = /^"?sep=(.)"?\r?$/;

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

export const STRAY_QUOTE = "a quote that is not closed, or has text after it";
const HEADER_AGAIN = "the header once more";
const LONE_CR = "a carriage return inside the row";
const ZERO = "a zero byte";
const OVERLONG = `longer than ${MAX_ROW >> 20} MiB`;

const enum State {
  Start,
  Plain,
  Quoted,
  Closed,
}

/** Takes a CSV file block by block. */
export class CsvCopier {
  readonly #path: string;
  readonly #rejects: Rejects;
  readonly #quote: number;
  #delimiter: number | undefined;
  #carry = Buffer.alloc(0);
  #output = Buffer.alloc(0);
  #written = 0;
  #line = 1;
  #columns: string[] | undefined;
  #headerRow = Buffer.alloc(0);
  #isSkipping = false;
  #hasZero = false;
  rows = 0;
  /** The longest row of the copy, in bytes. */
  longest = 0;

  constructor(path: string, format: CsvFormat, rejects: Rejects) {
    this.#path = path;
    this.#rejects = rejects;
    this.#delimiter = format.delimiter?.charCodeAt(0);
    this.#quote = format.quote === "" ? -1 : format.quote.charCodeAt(0);
  }

  /** The names in the header; throws `DataError` "empty" when there was none. */
  get columns(): readonly string[] {
    if (this.#columns === undefined) throw new DataError("empty", `${this.#path} is empty`);
    return this.#columns;
  }

  /** The separator between values. */
  get delimiter(): string {
    return String.fromCharCode(this.#delimiter ?? DELIMITERS[0].charCodeAt(0));
  }

  /** What to append to the copy; valid until the next call. Throws `DataError` "unreadable" where it is not UTF-8. */
  copy(block: Buffer, isLast: boolean): Buffer {
    const input = this.#carry.length === 0 ? block : Buffer.concat([this.#carry, block]);
    // The shortest row is two bytes long, and each gets its number in front of it.
    const needed = input.length * 7 + 24;
    if (this.#output.length < needed) this.#output = Buffer.allocUnsafe(needed);
    this.#written = 0;
    this.#hasZero = input.includes(0);
    const firstLine = this.#line;
    const taken = this.#takeRows(input, isLast);
    requireUtf8(this.#path, input.subarray(0, taken), firstLine);
    this.#carry = Buffer.from(input.subarray(taken));
    return this.#output.subarray(0, this.#written);
  }

  /** Returns how much of `input` is done with: all but the row that it ends in. */
  #takeRows(input: Buffer, isLast: boolean): number {
    let at = 0;
    while (at < input.length) {
      if (this.#isSkipping) {
        const end = input.indexOf(LF, at);
        if (end === -1) return wholeCharacters(input);
        this.#isSkipping = false;
        this.#line++;
        at = end + 1;
        continue;
      }
      const next = this.#takeRow(input, at, isLast);
      if (next === -1) return at;
      at = next;
    }
    return at;
  }

  /** Returns where the next row begins, or -1 when this one is not whole yet. */
  #takeRow(input: Buffer, from: number, isLast: boolean): number {
    // Files that were put together have more than one.
    const isMarked = input[from] === 0xef && input[from + 1] === 0xbb && input[from + 2] === 0xbf;
    const start = isMarked ? from + 3 : from;
    if (start === input.length) return isLast ? start : -1;
    const delimiter = (this.#delimiter ??= this.#guessDelimiter(input, start));
    if (isBlankByte(input[start]!, delimiter)) {
      const end = blankEnd(input, start, delimiter);
      if (end === input.length && !isLast) return -1;
      if (end === input.length || input[end] === LF) {
        this.#line++;
        return Math.min(end + 1, input.length);
      }
    }
    const output = this.#output;
    const quote = this.#quote;
    let to = writeNumber(output, this.#written, this.#line);
    output[to++] = delimiter;
    const rowStart = to;
    let fieldStart = to;
    let fields = 1;
    let lines = 1;
    let state = State.Start;
    let fault: string | undefined;
    let at = start;
    const end = input.length;
    scan: for (; at < end; at++) {
      const byte = input[at]!;
      switch (state) {
        case State.Start:
          if (byte === quote) {
            state = State.Quoted;
            to = fieldStart;
          } else if (byte !== SPACE) {
            state = State.Plain;
            at--;
            continue;
          }
          output[to++] = byte;
          break;
        case State.Plain:
          if (byte === LF) break scan;
          if (byte === delimiter) {
            fields++;
            state = State.Start;
            fieldStart = to + 1;
          } else if (byte === CR && at + 1 < end && input[at + 1] !== LF) fault = LONE_CR;
          output[to++] = byte;
          break;
        case State.Quoted:
          if (byte === quote) {
            if (at + 1 === end && !isLast) return this.#unfinished(input, start, at, state);
            if (input[at + 1] === quote) output[to++] = input[at++]!;
            else state = State.Closed;
          } else if (byte === LF) lines++;
          output[to++] = byte;
          break;
        default:
          if (byte === LF) break scan;
          if (byte === delimiter) {
            fields++;
            state = State.Start;
            output[to++] = byte;
            fieldStart = to;
          } else if (byte !== CR && byte !== SPACE) return this.#rejectLine(input, start, STRAY_QUOTE);
      }
    }
    if (at === end && !isLast) return this.#unfinished(input, start, at, state);
    if (state === State.Quoted) return this.#rejectLine(input, start, STRAY_QUOTE);
    if (to > rowStart && output[to - 1] === CR) to--;
    output[to++] = LF;
    const next = Math.min(at + 1, end);
    const raw = input.subarray(start, at);
    if (this.#hasZero && raw.includes(0)) fault = ZERO;
    if (this.#columns === undefined) {
      const separator = EXCEL_SEPARATOR.exec(raw.toString("latin1"))?.[1];
      this.#line += lines;
      if (separator !== undefined) {
        this.#delimiter = separator.charCodeAt(0);
        return next;
      }
      this.#headerRow = Buffer.from(output.subarray(rowStart, to));
      this.#columns = this.#header(output.subarray(rowStart, to - 1));
      return next;
    }
    // Files that were put together have more than one.
    if (to - rowStart === this.#headerRow.length && output.subarray(rowStart, to).equals(this.#headerRow))
      fault ??= HEADER_AGAIN;
    if (lines > 1 && this.#isRows(raw)) return this.#rejectLine(input, start, STRAY_QUOTE);
    if (fields !== this.#columns.length)
      fault ??= `${fields > this.#columns.length ? "more" : "fewer"} values than the ${this.#columns.length} of the header`;
    if (fault === undefined) {
      this.longest = Math.max(this.longest, to - this.#written);
      this.#written = to;
      this.rows++;
    } else this.#rejects.add(fault, this.#line, raw);
    this.#line += lines;
    return next;
  }

  /** A row that `input` ends in: to be read on, unless it has become too long. */
  #unfinished(input: Buffer, start: number, at: number, state: State): number {
    if (at - start <= MAX_ROW) return -1;
    if (state === State.Quoted) return this.#rejectLine(input, start, STRAY_QUOTE);
    this.#rejects.add(OVERLONG, this.#line, input.subarray(start, start + MAX_ROW));
    this.#isSkipping = true;
    return wholeCharacters(input);
  }

  /** Reads on at the next line: nothing that follows a fault is lost with it. */
  #rejectLine(input: Buffer, start: number, reason: string): number {
    const end = input.indexOf(LF, start);
    const next = end === -1 ? input.length : end + 1;
    this.#rejects.add(reason, this.#line, input.subarray(start, end === -1 ? input.length : end));
    this.#line++;
    return next;
  }

  /**
   * Whether what quotes hold together looks like rows of their own: most of its lines have the header's length. A
   * single comma in each of two lines is no evidence.
   */
  #isRows(raw: Buffer): boolean {
    const expected = this.#columns!.length;
    const lines = raw.toString("latin1").split("\n");
    if (expected < 2 || (expected === 2 && lines.length === 2)) return false;
    const alike = lines.filter((line) => line.split(this.delimiter).length === expected).length;
    return alike * 2 > lines.length;
  }

  #guessDelimiter(input: Buffer, start: number): number {
    let from = start;
    // Blank lines before the header say nothing of it.
    while (from < input.length && isBlankByte(input[from]!, LF)) from++;
    const end = input.indexOf(LF, from);
    const line = input.toString("latin1", from, end === -1 ? input.length : end);
    // A name may have any of them in its quotes.
    const quote = String.fromCharCode(this.#quote);
    const header =
      this.#quote === -1
        ? line
        : line
            .split(quote)
            .filter((_, at) => at % 2 === 0)
            .join("");
    const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
    return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter.charCodeAt(0);
  }

  #header(row: Buffer): string[] {
    const names = splitRow(row.toString("utf8"), this.delimiter, this.#quote).map((name) => name.trim());
    if (names.length <= MAX_COLUMNS) return names;
    const name = basename(this.#path);
    throw new DataError("unreadable", `${name} has ${names.length} columns; up to ${MAX_COLUMNS} are read`);
  }
}

/** The values of a row that is known to be well-formed. */
function splitRow(row: string, delimiter: string, quoteCode: number): string[] {
  const quote = quoteCode === -1 ? undefined : String.fromCharCode(quoteCode);
  const values: string[] = [];
  let value = "";
  let isQuoted = false;
  for (let at = 0; at < row.length; at++) {
    const character = row[at]!;
    if (character === quote && (isQuoted || value === "")) {
      if (isQuoted && row[at + 1] === quote) value += row[at++]!;
      else isQuoted = !isQuoted;
    } else if (character === delimiter && !isQuoted) {
      values.push(value);
      value = "";
    } else value += character;
  }
  return [...values, value];
}

const isBlankByte = (byte: number, delimiter: number): boolean =>
  byte === LF || byte === CR || byte === SPACE || byte === TAB || byte === delimiter;

/** Where blanks and delimiters that begin at `start` end: at the line's end, or at the first value. */
function blankEnd(input: Buffer, start: number, delimiter: number): number {
  let at = start;
  while (at < input.length && input[at] !== LF && isBlankByte(input[at]!, delimiter)) at++;
  return at;
}

/** Writes the decimal digits of `number` and returns where they end. */
function writeNumber(output: Buffer, start: number, number: number): number {
  let digits = 1;
  for (let rest = number; rest >= 10; rest = Math.trunc(rest / 10)) digits++;
  for (let at = start + digits - 1, rest = number; at >= start; at--) {
    output[at] = 48 + (rest % 10);
    rest = Math.trunc(rest / 10);
  }
  return start + digits;
}
