// JSON lines: one value per line, so that any string is safe and large lists are written and read in turns.
import { setImmediate } from "node:timers/promises";
import * as v from "valibot";
import type { Item } from "../catalogue/item.ts";
import { BundleError } from "./bundle.ts";

/** Lines per chunk: a few milliseconds of work between two turns of the event loop. */
const CHUNK = 2000;
const NEWLINE = 0x0a;

const text = v.string();

/** A line of items.jsonl. */
export const itemSchema: v.GenericSchema<unknown, Item> = v.object({
  itemId: v.pipe(text, v.minLength(1), v.maxLength(256)),
  groupId: v.exactOptional(text),
  title: v.exactOptional(text),
  brand: v.exactOptional(text),
  categories: v.exactOptional(v.array(text)),
  attributes: v.exactOptional(v.array(text)),
  price: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  stock: v.exactOptional(v.number()),
  hidden: v.exactOptional(v.boolean()),
  url: v.exactOptional(text),
  imageUrl: v.exactOptional(text),
});

/** A line of terms.jsonl. */
export const termSchema: v.GenericSchema<unknown, string> = text;

/** The item of a line that has been read before: what the schema does not name is left out again. */
export function itemOf(line: string): Item {
  return v.parse(itemSchema, JSON.parse(line));
}

/** The lines of the values, in chunks of UTF-8. Throws `BundleError` `corrupt` for a value that could not be read again. */
export function* encodeLines<T>(
  values: Iterable<T>,
  file: string,
  schema: v.GenericSchema<unknown, T>,
): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let lines: string[] = [];
  let count = 0;
  for (const value of values) {
    const line = v.safeParse(schema, value);
    count++;
    if (!line.success) {
      throw new BundleError(
        "corrupt",
        `${file}, line ${count} cannot be written: ${v.summarize(line.issues)}`,
      );
    }
    lines.push(`${JSON.stringify(line.output)}\n`);
    if (lines.length < CHUNK) continue;
    yield encoder.encode(lines.join(""));
    lines = [];
  }
  yield encoder.encode(lines.join(""));
}

/**
 * Gives `take` the value of each line and where in `bytes` the line ends; lets the event loop turn between chunks. Throws `BundleError` `corrupt`, and what `take` throws.
 */
export async function decodeLines<T>(
  bytes: Uint8Array,
  file: string,
  schema: v.GenericSchema<unknown, T>,
  take: (value: T, end: number) => void,
): Promise<void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let count = 0;
  for (let begin = 0; begin < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, begin);
    const end = newline < 0 ? bytes.length : newline;
    count++;
    let value: T;
    try {
      value = v.parse(schema, JSON.parse(decoder.decode(bytes.subarray(begin, end))));
    } catch (error) {
      throw new BundleError(
        "corrupt",
        `${file}, line ${count} cannot be read; copy or download the bundle again`,
        { cause: error },
      );
    }
    take(value, end);
    begin = end + 1;
    if (count % CHUNK === 0) await setImmediate();
  }
}
