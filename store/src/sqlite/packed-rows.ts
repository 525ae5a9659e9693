// A customer's rows as a string and an array of numbers: as objects and strings, those of twenty thousand customers are a
// million for the garbage collector to go through.
import type { EventTypeName, TakenRow } from "../store.ts";

const TYPES: readonly EventTypeName[] = ["view", "cart", "purchase", "rating", "click", "hide"];

/** Numbers of a row: where its id ends, with the place of its type; the time; the value, NaN where there is none. */
const WIDTH = 3;
/** What the string, the array and the object take beside characters and numbers, as measured. */
const OVERHEAD_BYTES = 150;
const CHARACTER_BYTES = 2;

/** Makes the same rows anew whenever they are asked for. */
export class PackedRows {
  /** All ids, one after the other. */
  readonly #ids: string;
  readonly #numbers: Float64Array;
  readonly #limit: number;

  /** `rows` are all that there are, or the first `limit`. */
  constructor(rows: readonly TakenRow[], limit: number) {
    this.#limit = limit;
    this.#ids = rows.map(({ itemId }) => itemId).join("");
    this.#numbers = new Float64Array(WIDTH * rows.length);
    let at = 0;
    let end = 0;
    for (const { itemId, type, occurredAt, value = Number.NaN } of rows) {
      end += itemId.length;
      this.#numbers[at++] = end * TYPES.length + TYPES.indexOf(type);
      this.#numbers[at++] = occurredAt;
      this.#numbers[at++] = value;
    }
  }

  /** Whether the first `count` of all rows are among these. */
  has(count: number): boolean {
    return count <= this.#limit || this.#numbers.length < WIDTH * this.#limit;
  }

  /** As estimated. */
  get bytes(): number {
    return OVERHEAD_BYTES + CHARACTER_BYTES * this.#ids.length + this.#numbers.byteLength;
  }

  /** The first `count` rows, fewer where there are fewer. */
  first(count: number): TakenRow[] {
    const numbers = this.#numbers;
    const rows: TakenRow[] = [];
    const end = Math.min(WIDTH * count, numbers.length);
    for (let at = 0, begins = 0; at < end; at += WIDTH) {
      const code = numbers[at]!;
      const ends = Math.floor(code / TYPES.length);
      const itemId = this.#ids.slice(begins, ends);
      const type = TYPES[code % TYPES.length]!;
      const occurredAt = numbers[at + 1]!;
      const value = numbers[at + 2]!;
      rows.push(Number.isNaN(value) ? { itemId, type, occurredAt } : { itemId, type, occurredAt, value });
      begins = ends;
    }
    return rows;
  }
}
