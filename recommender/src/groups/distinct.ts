// Candidates of which no two are variants of one product.
import type { Groups } from "../catalogue/groups.ts";
import type { Candidates } from "../scorer/candidates.ts";

/** Not even for a whole catalogue in one group are more candidates looked at than so many times what is asked for. */
const MAX_TIMES = 64;

/** Leaves of each product its best candidate. Reuses its buffer; not reentrant. */
export class DistinctCandidates {
  readonly #groups: Groups;
  /** 1 for the items that stand for a product which has a candidate; all 0 between two calls. */
  #taken = new Uint8Array(0);

  constructor(groups: Groups) {
    this.#groups = groups;
  }

  /**
   * The `count` best candidates of different products. `select` gives the so many best of all. A model knows each product
   * as one item, so that more are seldom asked for: variants that are newer than the model, or that the shop put into one
   * group since, are several.
   */
  find(count: number, select: (most: number) => Candidates): Candidates {
    for (let most = count; ; most *= 4) {
      const candidates = select(most);
      const rows = this.#firstRows(candidates);
      if (rows.length < count && candidates.size === most && most < MAX_TIMES * count) continue;
      return rows.length === candidates.size ? candidates : picked(candidates, rows.slice(0, count));
    }
  }

  /** The rows of the first variant of each product. */
  #firstRows({ item, size }: Candidates): readonly number[] {
    const rows: number[] = [];
    for (let row = 0; row < size; row++) {
      const product = this.#groups.productOf(item[row]!);
      if (product >= this.#taken.length) this.#reserve(product);
      if (this.#taken[product] === 1) continue;
      this.#taken[product] = 1;
      rows.push(row);
    }
    for (const row of rows) this.#taken[this.#groups.productOf(item[row]!)] = 0;
    return rows;
  }

  #reserve(product: number): void {
    const larger = new Uint8Array(Math.ceil(1.5 * (product + 1)));
    larger.set(this.#taken);
    this.#taken = larger;
  }
}

function picked(candidates: Candidates, rows: readonly number[]): Candidates {
  return {
    ...candidates,
    size: rows.length,
    item: Uint32Array.from(rows, (row) => candidates.item[row]!),
    blend: Float64Array.from(rows, (row) => candidates.blend[row]!),
    transitions: Float32Array.from(rows, (row) => candidates.transitions[row]!),
    cooccurrence: Float32Array.from(rows, (row) => candidates.cooccurrence[row]!),
    content: Float32Array.from(rows, (row) => candidates.content[row]!),
  };
}
