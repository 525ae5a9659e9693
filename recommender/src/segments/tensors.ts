// Segments as the bundle stores them, and back, checked so that no list can be spoilt by them.
import * as v from "valibot";
import { BundleError, type BundleErrorCode, type Tensor } from "../bundle/bundle.ts";
import { MAX_ATTRIBUTE_VALUES } from "./attributes.ts";
import { MAX_LIFT, type Segments } from "./fit-segments.ts";

/** The logarithm of a popularity that no shop has. */
const MAX_SCALE = 100;

const valuesSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(v.strictObject({ name: v.string(), value: v.string() })),
  v.minLength(1),
  v.maxLength(MAX_ATTRIBUTE_VALUES),
);

/** The tensors of segments, named `segments.…`; the values are JSON. */
export function segmentTensors(segments: Segments): Record<string, Tensor> {
  const values = new TextEncoder().encode(JSON.stringify(segments.values));
  const width = segments.kinds.length / segments.values.length;
  return {
    "segments.values": { shape: [values.length], data: values },
    "segments.kinds": { shape: [segments.values.length, width], data: segments.kinds },
    "segments.offsets": { shape: [segments.offsets.length], data: segments.offsets },
    "segments.items": { shape: [segments.items.length], data: segments.items },
    "segments.lifts": { shape: [segments.ofItems.length], data: segments.ofItems },
    "segments.scale": { shape: [1], data: Float64Array.of(segments.popularityScale) },
  };
}

/**
 * The segments of a bundle with so many items and kinds, on the tensors' own memory; undefined when it has none. Throws
 * `BundleError`: `wrong-shape`, `index-out-of-range`, or `corrupt` for lifts out of range and values that are none.
 */
export function segmentsFromTensors(
  tensors: Readonly<Record<string, Tensor>>,
  items: number,
  kinds: number,
): Segments | undefined {
  if (!Object.keys(tensors).some((name) => name.startsWith("segments."))) return undefined;
  const read = <T extends Tensor["data"]>(
    part: string,
    type: abstract new (...values: never) => T,
    shape?: readonly number[],
  ): T => {
    const tensor = tensors[`segments.${part}`];
    if (tensor?.data instanceof type && Bun.deepEquals(tensor.shape, shape ?? [tensor.data.length]))
      return tensor.data;
    const found =
      tensor === undefined ? "missing" : `${tensor.data.constructor.name} [${tensor.shape.join(", ")}]`;
    throw error("wrong-shape", part, `is ${found}, not ${type.name} [${shape?.join(", ") ?? "any"}]`);
  };

  const text = new TextDecoder().decode(read("values", Uint8Array));
  const parsed = v.safeParse(valuesSchema, text);
  if (!parsed.success) throw error("corrupt", "values", `is no list of values: ${parsed.issues[0].message}`);
  const values = parsed.output;
  const ofKinds = read("kinds", Float32Array, [values.length, kinds + 1]);
  const offsets = read("offsets", Uint32Array, [values.length + 1]);
  const listed = read("items", Uint32Array, [offsets.at(-1)!]);
  const ofItems = read("lifts", Float32Array, [listed.length]);
  const [scale = 0] = read("scale", Float64Array, [1]);
  if (offsets[0] !== 0) throw error("index-out-of-range", "offsets", "does not begin at 0");
  for (let row = 0; row < values.length; row++) {
    const [from, to] = [offsets[row]!, offsets[row + 1]!];
    if (to < from) throw error("index-out-of-range", "offsets", "does not ascend");
    for (let at = from; at < to; at++) {
      if (listed[at]! >= items)
        throw error("index-out-of-range", "items", `points to ${listed[at]} of ${items}`);
      if (at > from && listed[at]! <= listed[at - 1]!)
        throw error("index-out-of-range", "items", `is not ascending in row ${row}`);
    }
  }
  for (const [part, lifts] of [
    ["kinds", ofKinds],
    ["lifts", ofItems],
  ] as const) {
    const bad = lifts.find((lift) => !(lift >= 1 / MAX_LIFT && lift <= MAX_LIFT));
    if (bad !== undefined) throw error("corrupt", part, `has a lift of ${bad}`);
  }
  if (!(scale >= 0 && scale <= MAX_SCALE)) throw error("corrupt", "scale", `is ${scale}`);
  return { values, kinds: ofKinds, offsets, items: listed, ofItems, popularityScale: scale };
}

function error(code: BundleErrorCode, part: string, what: string): BundleError {
  return new BundleError(code, `the bundle's tensor segments.${part} ${what}; train the model again`);
}
