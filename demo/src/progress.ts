// The demo's lines on the terminal: each with the time since the start.

export type Write = (line: string) => void;

export class Progress {
  readonly #began: number;

  /** `now` gives milliseconds. */
  constructor(
    private readonly write: Write,
    private readonly now: () => number,
  ) {
    this.#began = now();
  }

  /** One line, marked with the seconds since the start. */
  say(line: string): void {
    this.write(`[${seconds(this.now() - this.#began).padStart(7)}] ${line}`);
  }

  /** A line that belongs to the step in progress. */
  detail(line: string): void {
    this.write(`${" ".repeat(12)}${line}`);
  }

  /** Does the work and says how long it took. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const began = this.now();
    const result = await work();
    this.say(`${name}: ${seconds(this.now() - began)}`);
    return result;
  }
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
