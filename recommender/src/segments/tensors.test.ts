import { describe, expect, test } from "bun:test";
import { BundleError, type Tensor } from "../bundle/bundle.ts";
import type { Segments } from "./fit-segments.ts";
import { segmentsFromTensors, segmentTensors } from "./tensors.ts";

const segments: Segments = {
  values: [
    { name: "country", value: "DE" },
    { name: "country", value: "Côte d’Ivoire" },
  ],
  kinds: Float32Array.of(1, 2, 0.5, 1, 1, 1.5),
  offsets: Uint32Array.of(0, 2, 3),
  items: Uint32Array.of(0, 4, 3),
  ofItems: Float32Array.of(2, 0.25, 16),
  popularityScale: 3.5,
};
const ITEMS = 5;
const KINDS = 2;
const tensors = segmentTensors(segments);

function refusal(changed: Readonly<Record<string, Tensor | undefined>>): string {
  const entries = Object.entries({ ...tensors, ...changed }).filter(
    (entry): entry is [string, Tensor] => entry[1] !== undefined,
  );
  try {
    segmentsFromTensors(Object.fromEntries(entries), ITEMS, KINDS);
  } catch (error) {
    if (error instanceof BundleError) return error.code;
    throw error;
  }
  return "accepted";
}

const text = (values: unknown): Record<string, Tensor> => {
  const data = new TextEncoder().encode(typeof values === "string" ? values : JSON.stringify(values));
  return { "segments.values": { shape: [data.length], data } };
};
const numbers = (name: string, data: Tensor["data"]): Record<string, Tensor> => ({
  [`segments.${name}`]: { shape: name === "kinds" ? [2, data.length / 2] : [data.length], data },
});

describe("segments", () => {
  test("come back from a bundle as they were", () => {
    expect(segmentsFromTensors(tensors, ITEMS, KINDS)).toEqual(segments);
    expect(segmentsFromTensors({}, ITEMS, KINDS)).toBeUndefined();
  });

  test.each(Object.keys(tensors))("are refused without %s", (name) => {
    expect(refusal({ [name]: undefined })).toBe("wrong-shape");
  });

  test.each([
    ["values that are not JSON", text("{"), "corrupt"],
    ["values that are none", text([{ name: "country" }, { name: "country" }]), "corrupt"],
    ["no values", text([]), "corrupt"],
    ["more values than there can be", text(Array.from({ length: 65 }, () => segments.values[0])), "corrupt"],
    ["another number of kinds", numbers("kinds", new Float32Array(8).fill(1)), "wrong-shape"],
    ["a lift of nothing", numbers("kinds", Float32Array.of(0, 1, 1, 1, 1, 1)), "corrupt"],
    ["a lift that is no number", numbers("lifts", Float32Array.of(1, Number.NaN, 1)), "corrupt"],
    ["a lift that is too great", numbers("lifts", Float32Array.of(1, 17, 1)), "corrupt"],
    ["an item that is not there", numbers("items", Uint32Array.of(0, 5, 3)), "index-out-of-range"],
    ["an item twice", numbers("items", Uint32Array.of(4, 4, 3)), "index-out-of-range"],
    ["rows that end before they begin", numbers("offsets", Uint32Array.of(0, 4, 3)), "index-out-of-range"],
    ["rows that begin late", numbers("offsets", Uint32Array.of(1, 2, 3)), "index-out-of-range"],
    ["a scale below nothing", numbers("scale", Float64Array.of(-1)), "corrupt"],
    ["a scale without end", numbers("scale", Float64Array.of(Infinity)), "corrupt"],
  ])("are refused with %s", (_, changed, code) => {
    expect(refusal(changed)).toBe(code);
  });
});
