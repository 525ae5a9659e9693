// Reads the files that the sequential-recommendation literature reports on (the format of S3-Rec, CIKM 2020).
import { eventCode, type Interactions, type Item } from "@aisle/recommender";
import * as v from "valibot";

/** A file that is not in the benchmark's format; the message says where and what was expected. */
export class BenchmarkFileError extends Error {
  override readonly name = "BenchmarkFileError";
}

/** From 1 to 99,999,999: a larger number is a mistake that would only take all memory. */
const ITEM = /^0*[1-9]\d{0,7}$/;

/**
 * One line per customer: `customer item item …`, items numbered from 1 and in time order. Every entry becomes a
 * purchase; only the order counts, so the times are all 0. Throws `BenchmarkFileError` with the line.
 */
export function parseSequences(text: string): Interactions {
  const lines = text.split("\n").map((line) => line.trim());
  const sequences: number[][] = [];
  let items = 0;
  lines.forEach((line, at) => {
    if (line === "") return;
    const words = line.split(/\s+/).slice(1);
    const ids = words.map(Number);
    if (ids.length < 3 || !words.every((word) => ITEM.test(word))) {
      throw new BenchmarkFileError(
        `line ${at + 1}: expected "customer item item item …" with at least three items numbered from 1, found "${line.slice(0, 60)}"`,
      );
    }
    for (const id of ids) items = Math.max(items, id);
    sequences.push(ids);
  });
  if (sequences.length === 0) throw new BenchmarkFileError("the sequences file has no lines");
  const offsets = new Uint32Array(sequences.length + 1);
  sequences.forEach((sequence, at) => {
    offsets[at + 1] = offsets[at]! + sequence.length;
  });
  const entries = offsets[sequences.length]!;
  const item = new Uint32Array(entries);
  sequences.forEach((sequence, at) =>
    item.set(
      sequence.map((id) => id - 1),
      offsets[at],
    ),
  );
  return {
    customers: sequences.length,
    items,
    offsets,
    item,
    type: new Uint8Array(entries).fill(eventCode.purchase),
    time: new Float64Array(entries),
  };
}

const attributesSchema = v.array(v.union([v.string(), v.number()]));

/** `{"item": [attribute, …]}` with the same item numbers. Items without attributes have none. */
export function parseAttributes(text: string, count: number): Item[] {
  let attributes: unknown;
  try {
    attributes = JSON.parse(text);
  } catch (error) {
    throw new BenchmarkFileError("the attributes file is not JSON", { cause: error });
  }
  if (typeof attributes !== "object" || attributes === null || Array.isArray(attributes)) {
    throw new BenchmarkFileError('expected attributes as {"item": [attribute, …]}');
  }
  const byItem = new Map<string, unknown>(Object.entries(attributes));
  return bareItems(count).map((item) => {
    const values = byItem.get(item.itemId);
    if (values === undefined) return { itemId: item.itemId, attributes: [] };
    if (!v.is(attributesSchema, values)) {
      throw new BenchmarkFileError(
        `item ${item.itemId}: expected a list of attributes, found ${JSON.stringify(values).slice(0, 60)}`,
      );
    }
    return { itemId: item.itemId, attributes: values.map(String) };
  });
}

/** Items 1 to `count` that nothing is known of. */
export function bareItems(count: number): Item[] {
  return Array.from({ length: count }, (_, at) => ({ itemId: String(at + 1) }));
}
