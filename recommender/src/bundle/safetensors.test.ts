import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mulberry32 } from "../random.ts";
import { BundleError, type Tensor } from "./bundle.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

/** A file as the specification describes it, made by hand: header length, header, arrays. */
function file(header: unknown, data: readonly number[], length?: number): Uint8Array {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(length ?? json.length));
  return new Uint8Array(Buffer.concat([prefix, json, Buffer.from(data)]));
}

function encode(tensors: Record<string, Tensor>): Uint8Array {
  return new Uint8Array(Buffer.concat(encodeSafetensors(tensors)));
}

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof BundleError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

const u8 = (shape: number[], begin: number, end: number): object => ({
  dtype: "U8",
  shape,
  data_offsets: [begin, end],
});

describe("a safetensors file is refused", () => {
  test.each<[string, Uint8Array, string]>([
    [
      "without a whole header length",
      Uint8Array.of(1, 0, 0),
      "truncated: model.safetensors has only 3 bytes",
    ],
    [
      "when it ends inside of its header",
      file({}, [], 40),
      "truncated: model.safetensors ends inside of its header",
    ],
    ["with a header length beyond any file", file({}, [], 2 ** 53), "truncated"],
    [
      "when its header is not JSON",
      file("{x}", []),
      "corrupt: model.safetensors is damaged (its header is not JSON)",
    ],
    ["when its header is not UTF-8", file("{}", [0xff], 3), "corrupt"],
    [
      "when its header is no object",
      file("3", []),
      "corrupt: model.safetensors is damaged (its header is not an obj",
    ],
    ["when an entry lacks its offsets", file({ a: { dtype: "U8", shape: [1] } }, [1]), "corrupt"],
    [
      "with a type that we do not read",
      file({ a: { dtype: "BF16", shape: [1], data_offsets: [0, 2] } }, [1, 2]),
      "corrupt: model.safetensors is damaged (tensor a",
    ],
    ["with a negative dimension", file({ a: u8([-1], 0, 1) }, [1]), "corrupt"],
    ["with a fractional offset", file({ a: u8([1], 0.5, 1.5) }, [1, 2]), "corrupt"],
    ["when an array ends beyond the file", file({ a: u8([4], 0, 4) }, [1, 2, 3]), "truncated"],
    [
      "when a shape does not fit the bytes",
      file({ a: u8([2, 2], 0, 3) }, [1, 2, 3]),
      "wrong-shape: tensor a takes 3 bytes, but U8 [2, 2] needs 4",
    ],
    ["when an array ends before it begins", file({ a: u8([1], 0, 2), b: u8([1], 2, 1) }, [1, 2]), "corrupt"],
    [
      "when two arrays overlap",
      file({ a: u8([2], 0, 2), b: u8([2], 1, 3) }, [1, 2, 3]),
      "corrupt: model.safetensors is damaged (tensor b starts at 1, expected 2)",
    ],
    ["when there is a hole", file({ a: u8([1], 0, 1), b: u8([1], 2, 3) }, [1, 2, 3]), "corrupt"],
    [
      "when bytes are left over",
      file({ a: u8([1], 0, 1) }, [1, 2]),
      "corrupt: model.safetensors is damaged (1 bytes",
    ],
  ])("%s", (_, bytes, message) => {
    expect(refusal(() => decodeSafetensors(bytes))).toStartWith(message);
  });

  test("or accepted, never anything else, after any change to its bytes", () => {
    const whole = encode({
      "graph.offsets": { shape: [3], data: Uint32Array.of(0, 1, 2) },
      "graph.weights": { shape: [2], data: Float32Array.of(0.5, 0.25) },
    });
    const random = mulberry32(1);
    for (let run = 0; run < 2000; run++) {
      const bytes = whole.slice(0, random() < 0.3 ? Math.floor(random() * whole.length) : whole.length);
      for (let changes = 0; changes < 3; changes++) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      refusal(() => decodeSafetensors(bytes));
    }
  });
});

test("a tensor whose length is not the product of its shape cannot be written", () => {
  expect(refusal(() => encodeSafetensors({ a: { shape: [2, 3], data: new Float32Array(5) } }))).toBe(
    "wrong-shape: tensor a has 5 values, but its shape [2, 3] needs 6",
  );
});

describe("a safetensors file", () => {
  test("is written byte by byte as the format says: the widest type first, the header padded to 8", () => {
    const bytes = encode({
      b: { shape: [3], data: Uint8Array.of(7, 8, 9) },
      a: { shape: [1, 2], data: Uint16Array.of(1, 258) },
      c: { shape: [1], data: Float32Array.of(1) },
    });
    const header =
      '{"c":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},' +
      '"a":{"dtype":"U16","shape":[1,2],"data_offsets":[4,8]},' +
      '"b":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    const length = [padded.length, 0, 0, 0, 0, 0, 0, 0];
    const arrays = [0, 0, 0x80, 0x3f, 1, 0, 2, 1, 7, 8, 9];
    expect([...bytes]).toEqual([...length, ...Buffer.from(padded), ...arrays]);
  });

  test("of another writer is read: metadata, any order, arrays that are not aligned", () => {
    const bytes = file(
      {
        __metadata__: { format: "pt" },
        late: { dtype: "F32", shape: [1], data_offsets: [1, 5] },
        early: u8([1], 0, 1),
        scalar: { dtype: "I32", shape: [], data_offsets: [5, 9] },
      },
      [42, 0, 0, 0x20, 0x40, 0xff, 0xff, 0xff, 0xff],
    );
    expect(decodeSafetensors(bytes)).toEqual({
      late: { shape: [1], data: Float32Array.of(2.5) },
      early: { shape: [1], data: Uint8Array.of(42) },
      scalar: { shape: [], data: Int32Array.of(-1) },
    });
  });

  test("is read without copying", () => {
    const bytes = encode({
      a: { shape: [2], data: Float64Array.of(1, 2) },
      b: { shape: [1], data: Uint8Array.of(3) },
    });
    for (const { data } of Object.values(decodeSafetensors(bytes))) expect(data.buffer).toBe(bytes.buffer);
  });

  test("gives back any tensors", () => {
    const data = fc.oneof(
      fc.float32Array(),
      fc.float64Array(),
      fc.uint8Array(),
      fc.uint16Array(),
      fc.uint32Array(),
      fc.int32Array(),
    );
    const tensor = data.map((data): Tensor => ({
      shape: data.length % 2 ? [data.length] : [data.length / 2, 2],
      data,
    }));
    const name = fc
      .oneof(fc.string(), fc.constantFrom("constructor", "toString", "0"))
      .filter((name) => name !== "__metadata__" && name !== "__proto__");
    fc.assert(
      fc.property(fc.dictionary(name, tensor, { noNullPrototype: true }), (tensors) => {
        expect(decodeSafetensors(encode(tensors))).toEqual(tensors);
      }),
      { numRuns: 300, seed: 2 },
    );
  });
});
