// Latencies in buckets that grow by 2 %: any number of them in constant memory, percentiles within 1 %.

const GROWTH = 1.02;
/** Upper edge of the first bucket, in milliseconds. */
const FIRST = 0.001;
/** The last bucket ends at 400 seconds and takes everything beyond. */
const BUCKETS = 1_000;

export class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** Mean, shortest and longest in milliseconds; 0 while empty. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  get min(): number {
    return this.#count === 0 ? 0 : this.#min;
  }

  get max(): number {
    return this.#max;
  }

  add(milliseconds: number): void {
    const bucket = Math.ceil(Math.log(milliseconds / FIRST) / Math.log(GROWTH));
    this.#counts[Math.min(Math.max(bucket, 0), BUCKETS - 1)]! += 1;
    this.#count += 1;
    this.#sum += milliseconds;
    this.#min = Math.min(this.#min, milliseconds);
    this.#max = Math.max(this.#max, milliseconds);
  }

  merge(other: LatencyHistogram): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.#counts[bucket]! += other.#counts[bucket]!;
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** Milliseconds that a share (0 to 1) of the latencies did not exceed, by nearest rank; `undefined` while empty. */
  percentile(share: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let below = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      below += this.#counts[bucket]!;
      if (below >= rank) return Math.min(Math.max(middle(bucket), this.min), this.max);
    }
    return this.max;
  }

  /** The buckets that hold something: upper edge in milliseconds and count, by growing edge. */
  buckets(): [number, number][] {
    return Array.from(this.#counts, (count, bucket): [number, number] => [
      Number(upper(bucket).toPrecision(4)),
      count,
    ]).filter(([, count]) => count > 0);
  }
}

const upper = (bucket: number) => FIRST * GROWTH ** bucket;

const middle = (bucket: number) => upper(bucket) / Math.sqrt(GROWTH);
