// A rate limit that lets short bursts pass.

/** Seconds of its rate that may come at once. */
const BURST_SECONDS = 2;
/** Seconds of its rate that may be owed, but always as much as may come at once: an import locks no key for hours. */
const MAX_DEBT_SECONDS = 60;

export class TokenBucket {
  readonly #perSecond: number;
  readonly #most: number;
  #tokens: number;
  #filledAt: number;

  /** `perSecond` above 0; `now` in milliseconds of a clock that does not go back. */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#most = Math.max(1, perSecond * BURST_SECONDS);
    this.#tokens = this.#most;
    this.#filledAt = now;
  }

  /** Takes a token; returns 0, or the seconds to wait until there is one. */
  take(now: number): number {
    this.#fill(now);
    if (this.#tokens < 1) return (1 - this.#tokens) / this.#perSecond;
    this.#tokens--;
    return 0;
  }

  /** Takes tokens that were used already: what is not there is owed, up to a minute's worth. */
  spend(tokens: number, now: number): void {
    this.#fill(now);
    const mostOwed = Math.max(this.#most, this.#perSecond * MAX_DEBT_SECONDS);
    this.#tokens = Math.max(-mostOwed, this.#tokens - tokens);
  }

  #fill(now: number): void {
    const passed = Math.max(0, now - this.#filledAt) / 1000;
    this.#tokens = Math.min(this.#most, this.#tokens + passed * this.#perSecond);
    this.#filledAt = now;
  }
}
