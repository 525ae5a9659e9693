// The safetensors format: named arrays in one file that is read by mapping it, without copying and without code.
// https://huggingface.co/docs/safetensors: 8 bytes header length (little-endian), JSON header, raw arrays.
import * as v from "valibot";
import { BundleError, type Tensor, type TensorData } from "./bundle.ts";

/** From the widest to the narrowest: written in this order, every array starts at a multiple of its element size. */
const TYPES = [
  { dtype: "F64", array: Float64Array },
  { dtype: "F32", array: Float32Array },
  { dtype: "I32", array: Int32Array },
  { dtype: "U32", array: Uint32Array },
  { dtype: "U16", array: Uint16Array },
  { dtype: "U8", array: Uint8Array },
  { dtype: "I8", array: Int8Array },
] as const;

/** What the constructors above have in common. */
interface ArrayType {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TensorData;
}

const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
const COPY_AGAIN = "copy or download the bundle again";

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entrySchema = v.strictObject({
  dtype: v.picklist(TYPES.map(({ dtype }) => dtype)),
  shape: v.array(size),
  data_offsets: v.strictTuple([size, size]),
});
type Entry = v.InferOutput<typeof entrySchema>;

/**
 * The file's parts in order: the header with its length, then each array's own bytes, not copied.
 * Throws `BundleError` `wrong-shape` for a tensor whose length is not the product of its shape.
 */
export function encodeSafetensors(tensors: Readonly<Record<string, Tensor>>): Uint8Array[] {
  const arrays: Uint8Array[] = [];
  const header: [string, Entry][] = [];
  let end = 0;
  for (const { dtype, array } of TYPES) {
    for (const [name, { shape, data }] of Object.entries(tensors).toSorted(byName)) {
      if (!(data instanceof array)) continue;
      if (elements(shape) !== data.length) {
        throw new BundleError(
          "wrong-shape",
          `tensor ${name} has ${data.length} values, but its shape [${shape.join(", ")}] needs ${elements(shape)}`,
        );
      }
      header.push([name, { dtype, shape: [...shape], data_offsets: [end, end + data.byteLength] }]);
      arrays.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      end += data.byteLength;
    }
  }
  return [encodeHeader(JSON.stringify(Object.fromEntries(header))), ...arrays];
}

/**
 * The tensors of a file, as views on `bytes` (a copy of an array only where another writer did not align it).
 * Throws `BundleError`: `truncated`, `corrupt` for a header or layout against the format, `wrong-shape`.
 */
export function decodeSafetensors(bytes: Uint8Array): Record<string, Tensor> {
  const { header, dataStart } = decodeHeader(bytes);
  const entries = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, value]): [string, Entry] => {
      const entry = v.safeParse(entrySchema, value);
      if (!entry.success) throw corrupt(`tensor ${name}: ${v.summarize(entry.issues)}`);
      return [name, entry.output];
    });
  const data = bytes.subarray(dataStart);
  checkLayout(entries, data.length);
  return Object.fromEntries(
    entries.map(([name, entry]) => [name, { shape: entry.shape, data: arrayOf(name, entry, data) }]),
  );
}

function byName([a]: [string, Tensor], [b]: [string, Tensor]): number {
  return a < b ? -1 : 1;
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Pads with spaces, as the format allows, so that the arrays start aligned. */
function encodeHeader(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const padded = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}

function decodeHeader(bytes: Uint8Array): { header: object; dataStart: number } {
  if (bytes.length < LENGTH_BYTES) {
    throw new BundleError("truncated", `model.safetensors has only ${bytes.length} bytes; ${COPY_AGAIN}`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  const dataStart = LENGTH_BYTES + Number(length);
  if (dataStart > bytes.length) {
    throw new BundleError("truncated", `model.safetensors ends inside of its header; ${COPY_AGAIN}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(LENGTH_BYTES, dataStart)),
    );
  } catch (error) {
    throw corrupt("its header is not JSON", error);
  }
  if (typeof json !== "object" || json === null) throw corrupt("its header is not an object");
  return { header: json, dataStart };
}

/** Every byte must belong to exactly one tensor, so that nothing can hide in the file. */
function checkLayout(entries: readonly [string, Entry][], length: number): void {
  let covered = 0;
  for (const [name, { data_offsets: offsets }] of entries.toSorted(byOffsets)) {
    if (offsets[0] !== covered) throw corrupt(`tensor ${name} starts at ${offsets[0]}, expected ${covered}`);
    covered = offsets[1];
  }
  if (covered > length) {
    throw new BundleError("truncated", `model.safetensors lacks ${covered - length} bytes; ${COPY_AGAIN}`);
  }
  if (covered < length) throw corrupt(`${length - covered} bytes belong to no tensor`);
}

function byOffsets(
  [, { data_offsets: a }]: [string, Entry],
  [, { data_offsets: b }]: [string, Entry],
): number {
  return a[0] - b[0] || a[1] - b[1];
}

function arrayOf(
  name: string,
  { dtype, shape, data_offsets: [begin, end] }: Entry,
  data: Uint8Array,
): TensorData {
  const type: ArrayType = TYPES.find((type) => type.dtype === dtype)!.array;
  const expected = elements(shape) * type.BYTES_PER_ELEMENT;
  if (end - begin !== expected) {
    throw new BundleError(
      "wrong-shape",
      `tensor ${name} takes ${end - begin} bytes, but ${dtype} [${shape.join(", ")}] needs ${expected}; train it again`,
    );
  }
  const aligned = (data.byteOffset + begin) % type.BYTES_PER_ELEMENT === 0;
  const part = aligned ? data.subarray(begin, end) : data.slice(begin, end);
  return new type(part.buffer, part.byteOffset, elements(shape));
}

function corrupt(what: string, cause?: unknown): BundleError {
  return new BundleError("corrupt", `model.safetensors is damaged (${what}); ${COPY_AGAIN}`, { cause });
}
