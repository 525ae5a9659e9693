// While a server is gone, lets one attempt through now and then, and fails the others at once.

export class Breaker {
  readonly #pause: number;
  readonly #now: () => number;
  #open: { readonly fault: Error; until: number } | undefined;

  /** `pause` and the clock `now`, which does not go back, in milliseconds. */
  constructor(pause: number, now: () => number) {
    this.#pause = pause;
    this.#now = now;
  }

  /** Throws the last fault; but not the first time after each pause, for that attempt tells how things are. */
  check(): void {
    if (this.#open === undefined) return;
    if (this.#now() < this.#open.until) throw this.#open.fault;
    this.#open.until = this.#now() + this.#pause;
  }

  failed(fault: Error): void {
    this.#open = { fault, until: this.#now() + this.#pause };
  }

  succeeded(): void {
    this.#open = undefined;
  }
}
