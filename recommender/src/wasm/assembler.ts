// WebAssembly's binary format, as far as our kernels need it: https://webassembly.github.io/spec/core/binary/

/** Instructions, encoded; operands come before the operator. */
export type Code = readonly number[];

/** A local variable or parameter of the function. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
  /** Sets it and leaves the value as the result. */
  tee(value: Code): Code;
}

const SIMD = 0xfd;
const TYPES = { i32: 0x7f, v128: 0x7b } as const;

/** "\0asm" and the format's version. */
const HEADER: Code = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  load: (address: Code, offset: number): Code => [...address, 0x28, 2, ...unsigned(offset)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  sub: (a: Code, b: Code): Code => [...a, ...b, 0x6b],
  shl: (a: Code, bits: number): Code => [...a, ...i32.const(bits), 0x74],
  not: (a: Code): Code => [...a, 0x45],
  lessUnsigned: (a: Code, b: Code): Code => [...a, ...b, 0x49],
} as const;

export const f32 = {
  load: (address: Code, offset: number): Code => [...address, 0x2a, 2, ...unsigned(offset)],
  less: (a: Code, b: Code): Code => [...a, ...b, 0x5d],
} as const;

export const f64 = {
  load: (address: Code, offset: number): Code => [...address, 0x2b, 3, ...unsigned(offset)],
  store: (address: Code, offset: number, value: Code): Code => [
    ...address,
    ...value,
    0x39,
    3,
    ...unsigned(offset),
  ],
  add: (a: Code, b: Code): Code => [...a, ...b, 0xa0],
  fromF32: (a: Code): Code => [...a, 0xbb],
} as const;

/** Four lanes of 32 bits at once; a comparison's lanes are all ones or all zeros. */
export const v128 = {
  load: (address: Code, offset: number): Code => [...address, SIMD, 0x00, 4, ...unsigned(offset)],
  /** The same number in all lanes. */
  loadSplat: (address: Code, offset: number): Code => [...address, SIMD, 0x09, 2, ...unsigned(offset)],
  lessF32: (a: Code, b: Code): Code => [...a, ...b, SIMD, 0x43],
  not: (a: Code): Code => [...a, SIMD, 0x4d],
  /** Bits of `ones` where the mask has a one, of `zeros` elsewhere. */
  select: (ones: Code, zeros: Code, mask: Code): Code => [...ones, ...zeros, ...mask, SIMD, 0x52],
  negateI32: (a: Code): Code => [...a, SIMD, ...unsigned(0xa1)],
  shlI32: (a: Code, bits: number): Code => [...a, ...i32.const(bits), SIMD, ...unsigned(0xab)],
  subI32: (a: Code, b: Code): Code => [...a, ...b, SIMD, ...unsigned(0xb1)],
  laneI32: (a: Code, lane: number): Code => [...a, SIMD, 0x1b, lane],
} as const;

/** Runs the body, and again as long as `condition` is not 0. */
export function doWhile(body: Code, condition: Code): Code {
  const block = 0x40;
  const branchIf = [0x0d, 0];
  const end = 0x0b;
  return [0x03, block, ...body, ...condition, ...branchIf, end];
}

/**
 * A module with one function, exported as `run`, of `parameters` 32-bit integers and without a result, on the memory that is
 * imported as `environment.memory`. `write` is given the parameters and makes the locals that it needs.
 */
export function assemble(
  parameters: number,
  write: (parameters: readonly Local[], local: (type: keyof typeof TYPES) => Local) => Code,
): Uint8Array<ArrayBuffer> {
  const locals: number[] = [];
  const code = write(
    Array.from({ length: parameters }, (_, index) => localAt(index)),
    (type) => localAt(parameters + locals.push(TYPES[type]) - 1),
  );
  const body = [...vector(locals.map((type) => [1, type])), ...code, 0x0b];
  return Uint8Array.from([
    ...HEADER,
    ...section(1, vector([[0x60, ...vector(Array.from({ length: parameters }, () => [TYPES.i32])), 0]])),
    ...section(2, vector([[...text("environment"), ...text("memory"), 0x02, 0x00, 0]])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...text("run"), 0x00, 0]])),
    ...section(10, vector([[...unsigned(body.length), ...body]])),
  ]);
}

function localAt(index: number): Local {
  const at = unsigned(index);
  return {
    get: [0x20, ...at],
    set: (value) => [...value, 0x21, ...at],
    tee: (value) => [...value, 0x22, ...at],
  };
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function vector(elements: readonly Code[]): Code {
  return [...unsigned(elements.length), ...elements.flat()];
}

function text(value: string): Code {
  const bytes = new TextEncoder().encode(value);
  return [...unsigned(bytes.length), ...bytes];
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** LEB128 with the sign in the last byte's seventh bit. */
function signed(value: number): Code {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
