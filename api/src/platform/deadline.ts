// Gives up on what takes too long.

interface Waiting {
  /** By `performance.now()`. */
  readonly until: number;
  readonly giveUp: () => void;
}

/** Of the same length for all that waits, so that one timer does: one for each request would be a tenth of its work. */
export class Deadline {
  readonly #ms: number;
  readonly #late: () => Error;
  /** What began first is over first. */
  readonly #waiting = new Set<Waiting>();
  #isTimerSet = false;

  /** Whoever waits longer than `ms` gets what `late` makes. */
  constructor(ms: number, late: () => Error) {
    this.#ms = ms;
    this.#late = late;
  }

  /** Settles as `work` does, or rejects when that takes too long. */
  limit<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const waiting = { until: performance.now() + this.#ms, giveUp: () => reject(this.#late()) };
      this.#waiting.add(waiting);
      if (!this.#isTimerSet) this.#setTimer(this.#ms);
      work.then(resolve, reject).finally(() => this.#waiting.delete(waiting));
    });
  }

  #setTimer(ms: number): void {
    this.#isTimerSet = true;
    setTimeout(() => this.#look(), ms).unref();
  }

  #look(): void {
    this.#isTimerSet = false;
    const now = performance.now();
    for (const waiting of this.#waiting) {
      if (waiting.until > now) {
        this.#setTimer(Math.ceil(waiting.until - now));
        return;
      }
      this.#waiting.delete(waiting);
      waiting.giveUp();
    }
  }
}
