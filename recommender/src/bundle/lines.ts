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

/** The lines of the values, in chunks of UTF-8. Throws `BundleError` `corrupt` for a value that could not be read again. */
export function* encodeLines<T>(
  values: readonly T[],
  file: string,
  schema: v.GenericSchema<unknown, T>,
): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let begin = 0; begin < values.length; begin += CHUNK) {
    const lines = values.slice(begin, begin + CHUNK).map((value, at) => {
      const line = v.safeParse(schema, value);
      if (line.success) return `${JSON.stringify(line.output)}\n`;
      throw new BundleError(
        "corrupt",
        `${file}, line ${begin + at + 1} cannot be written: ${v.summarize(line.issues)}`,
      );
    });
    yield encoder.encode(lines.join(""));
  }
}

/** The values of all lines; lets the event loop turn between chunks. Throws `BundleError` `corrupt`. */
export async function decodeLines<T>(
  bytes: Uint8Array,
  file: string,
  schema: v.GenericSchema<unknown, T>,
): Promise<T[]> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const values: T[] = [];
  for (let begin = 0; begin < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, begin);
    const end = newline < 0 ? bytes.length : newline;
    try {
      values.push(v.parse(schema, JSON.parse(decoder.decode(bytes.subarray(begin, end)))));
    } catch (error) {
      throw new BundleError(
        "corrupt",
        `${file}, line ${values.length + 1} cannot be read; copy or download the bundle again`,
        { cause: error },
      );
    }
    begin = end + 1;
    if (values.length % CHUNK === 0) await setImmediate();
  }
  return values;
}
