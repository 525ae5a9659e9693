// Where customers live and what they shop with: each country and each device has its own idea of what is popular.
import { fraction, hashedNormal, hashText, mix } from "./random.ts";

export interface Segment {
  readonly country: string;
  readonly device: string;
  /** `Float64Array` of length groups: how many of these people a group draws; 0 for one without items. */
  readonly groupWeight: Float64Array;
  readonly totalWeight: number;
  /** For each group the running sums of how often these people come across its members. */
  readonly cumulative: readonly Float64Array[];
}

/** What all segments have in common, to which each has its own factors. */
interface Shared {
  readonly seed: number;
  readonly groupKey: Uint32Array;
  readonly groupWeight: Float64Array;
  readonly members: readonly Uint32Array[];
  /** By item: a hash of its product, and how often people come across it. */
  readonly productKeys: Uint32Array;
  readonly popularity: Float32Array;
}

/** Names and shares of the customers; shares add up to 1. */
const COUNTRIES = [
  ["DE", 0.45],
  ["FR", 0.25],
  ["US", 0.2],
  ["JP", 0.1],
] as const;
const DEVICES = [
  ["mobile", 0.6],
  ["desktop", 0.4],
] as const;

/** Standard deviations of the logarithms of the factors. */
const COUNTRY_ON_GROUPS = 0.7;
const COUNTRY_ON_PRODUCTS = 0.9;
const DEVICE_ON_GROUPS = 0.5;

/** Every combination of country and device, country by country. */
export function segmentsOf(shared: Shared): readonly Segment[] {
  const { seed, groupKey, groupWeight, members, productKeys, popularity } = shared;
  return COUNTRIES.flatMap(([country]) => {
    const place = hashText(`country ${country}`, seed);
    const cumulative = members.map((list) => {
      let sum = 0;
      return Float64Array.from(list, (item) => {
        const liking = COUNTRY_ON_PRODUCTS * hashedNormal(mix(place, productKeys[item]!));
        return (sum += popularity[item]! * Math.exp(liking));
      });
    });
    return DEVICES.map(([device]): Segment => {
      const held = hashText(`device ${device}`, seed);
      const weights = groupWeight.map((weight, group) => {
        const key = groupKey[group]!;
        const liking =
          COUNTRY_ON_GROUPS * hashedNormal(mix(place, key)) + DEVICE_ON_GROUPS * hashedNormal(mix(held, key));
        return weight * Math.exp(liking);
      });
      const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
      return { country, device, groupWeight: weights, totalWeight, cumulative };
    });
  });
}

/** The segment, one of `segmentsOf`, of the customer with a hash. */
export function segmentFor(segments: readonly Segment[], key: number): Segment {
  const country = drawn(COUNTRIES, fraction(mix(key, 91)));
  const device = drawn(DEVICES, fraction(mix(key, 92)));
  return segments[country * DEVICES.length + device]!;
}

function drawn(shares: readonly (readonly [string, number])[], point: number): number {
  let sum = 0;
  const at = shares.findIndex(([, share]) => point < (sum += share));
  return at === -1 ? shares.length - 1 : at;
}
