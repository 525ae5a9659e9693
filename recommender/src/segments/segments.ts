// What is popular among customers like the one who asks.
import { type PopularityOrder, popularityOrder } from "../popularity/order.ts";
import type { CatalogueKinds } from "../kinds/kinds.ts";
import type { Attributes } from "./attributes.ts";
import type { Segments } from "./fit-segments.ts";

/** Numbers that are kept for all combinations together, three for each item: 24 to 32 MB. */
const MAX_NUMBERS = 6_000_000;

/** Far above the logarithm of any popularity, and far below that of the greatest number. */
const MAX_EXPONENT = 200;

/** The customers of some segments at once, such as those of a country with a device. */
export interface Audience {
  /** How many times as much an item interests them as it does all customers. */
  readonly liftOf: (item: number) => number;
  /** What is popular among them; a list without a history goes by it. */
  readonly popular: () => PopularityOrder;
}

/** Finds audiences; the newest are kept. */
export class Audiences {
  readonly #segments: Segments;
  readonly #strangers: Float32Array;
  readonly #kinds: CatalogueKinds;
  /** Segments by name and value. */
  readonly #codes = new Map<string, number>();
  readonly #known = new Map<string, Audience>();
  readonly #max: number;

  /** `strangers` is their popularity, by item of the model. */
  constructor(segments: Segments, strangers: Float32Array, kinds: CatalogueKinds) {
    this.#segments = segments;
    this.#strangers = strangers;
    this.#kinds = kinds;
    segments.values.forEach(({ name, value }, code) => this.#codes.set(keyOf(name, value), code));
    this.#max = Math.max(1, Math.floor(MAX_NUMBERS / (3 * Math.max(1, strangers.length))));
  }

  /** Undefined for those of whom nothing is known that the model could tell apart. */
  find(attributes: Attributes): Audience | undefined {
    const codes: number[] = [];
    for (const name in attributes) {
      const code = this.#codes.get(keyOf(name, attributes[name]!));
      if (code !== undefined) codes.push(code);
    }
    if (codes.length === 0) return undefined;
    const key = codes.sort((a, b) => a - b).join(" ");
    const audience = this.#known.get(key) ?? this.#make(codes);
    this.#known.delete(key);
    this.#known.set(key, audience);
    if (this.#known.size > this.#max) this.#known.delete(this.#known.keys().next().value!);
    return audience;
  }

  #make(codes: readonly number[]): Audience {
    const { values, kinds, offsets, items, ofItems } = this.#segments;
    const width = kinds.length / values.length;
    const ofKind = new Float64Array(width).fill(1);
    const ofItem = new Float64Array(this.#strangers.length).fill(1);
    for (const code of codes) {
      for (let kind = 0; kind < width; kind++) ofKind[kind]! *= kinds[code * width + kind]!;
      for (let at = offsets[code]!; at < offsets[code + 1]!; at++) ofItem[items[at]!]! *= ofItems[at]!;
    }
    const kindsOf = this.#kinds;
    const liftOf = (item: number): number => (ofKind[kindsOf.of(item)] ?? 1) * (ofItem[item] ?? 1);
    let popular: PopularityOrder | undefined;
    return { liftOf, popular: () => (popular ??= this.#popularAmong(liftOf)) };
  }

  /** Popularity is the logarithm of one more than how much an item is taken, relative to the greatest. */
  #popularAmong(liftOf: (item: number) => number): PopularityOrder {
    const { popularityScale } = this.#segments;
    const lifted = this.#strangers.map((value, item) =>
      value === 0
        ? 0
        : Math.log1p(Math.expm1(Math.min(MAX_EXPONENT, value * popularityScale)) * liftOf(item)),
    );
    let greatest = 0;
    for (let item = 0; item < lifted.length; item++) greatest = Math.max(greatest, lifted[item]!);
    return popularityOrder(greatest === 0 ? lifted : lifted.map((value) => value / greatest));
  }
}

const keyOf = (name: string, value: string): string => `${name}\u0000${value}`;
