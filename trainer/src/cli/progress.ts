// Tells what is being done and how long it took.
import type { CommandIo } from "./options.ts";

export class Progress {
  constructor(
    private readonly io: CommandIo,
    /** A millisecond clock. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Runs one step and writes its name, duration and, when it returns one, `describe`'s sentence. */
  async step<T>(
    name: string,
    work: () => Promise<T>,
    describe: (result: T) => string = () => "",
  ): Promise<T> {
    const started = this.now();
    const result = await work();
    const seconds = ((this.now() - started) / 1000).toFixed(1).padStart(6);
    this.io.write(`${seconds} s  ${name.padEnd(12)} ${describe(result)}`.trimEnd());
    return result;
  }

  note(text: string): void {
    for (const line of text.split("\n")) this.io.write(line);
  }
}
