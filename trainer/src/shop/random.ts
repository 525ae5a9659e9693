// Seeded randomness: streams of numbers and hashes. Equal seeds give equal numbers on the pinned Bun.
import { mulberry32 } from "@aisle/recommender";

/** Mixes two integers into a well-spread unsigned 32-bit one (the finaliser of MurmurHash3). */
export function mix(a: number, b: number): number {
  let h = (a ^ Math.imul(b, 0x9e3779b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Unsigned 32-bit hash of a text under a seed. */
export function hashText(text: string, seed: number): number {
  return Bun.hash.xxHash32(text, seed >>> 0);
}

/** A hash as a number in (0, 1). */
export function fraction(hash: number): number {
  return (hash + 0.5) / 2 ** 32;
}

/** A hash as a standard normal number (Box–Muller over two derived hashes). */
export function hashedNormal(hash: number): number {
  const radius = Math.sqrt(-2 * Math.log(fraction(mix(hash, 1))));
  return radius * Math.cos(2 * Math.PI * fraction(mix(hash, 2)));
}

/** One stream of random numbers. */
export class Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = mulberry32(seed);
  }

  /** Uniform integer in [0, `bound`). */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** Standard Gumbel noise: the largest of `score + noise` is a softmax draw. */
  gumbel(): number {
    return -Math.log(-Math.log(this.next() + Number.MIN_VALUE));
  }

  /** How many trials succeed before the first failure; mean `p / (1 - p)`. */
  geometric(p: number): number {
    return Math.floor(Math.log(1 - this.next()) / Math.log(p));
  }

  /** Poisson count of the given mean, by counting exponential gaps. */
  poisson(mean: number): number {
    let count = 0;
    for (let t = -Math.log(1 - this.next()); t < mean; t -= Math.log(1 - this.next())) count++;
    return count;
  }
}
