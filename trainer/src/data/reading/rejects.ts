// The rows of a file that are no rows: how many, why, and the first of them.

/** Examples kept of each reason. */
export const MAX_EXAMPLES = 5;
/** Characters shown of a value or a line. */
const MAX_SHOWN = 120;

export interface Example {
  /** The line of the file, from 1; of Parquet the row. */
  readonly line: number;
  /** As it is in the file, cut where it is long; absent where it must not be shown. */
  readonly raw?: string;
}

export interface Reject {
  readonly reason: string;
  readonly rows: number;
  readonly examples: readonly Example[];
}

/** Counts rows that cannot be read. */
export class Rejects {
  readonly #byReason = new Map<string, { rows: number; examples: Example[] }>();

  add(reason: string, line: number, raw: Uint8Array): void {
    const found = this.#byReason.get(reason) ?? { rows: 0, examples: [] };
    this.#byReason.set(reason, found);
    found.rows++;
    if (found.examples.length < MAX_EXAMPLES) {
      const text = new TextDecoder().decode(raw.subarray(0, MAX_SHOWN * 4));
      found.examples.push({ line, raw: shown(text) });
    }
  }

  get all(): Reject[] {
    return [...this.#byReason].map(([reason, found]) => ({ reason, ...found }));
  }
}

/** Short enough for a message, on one line. */
export function shown(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is kept out of terminals
  const line = text.trim().replaceAll(/[\u0000-\u001f\u007f]+/g, " ");
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}
