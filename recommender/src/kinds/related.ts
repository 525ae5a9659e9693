// Whether interest goes from one kind of products to another.
import type { Related } from "./fit-related.ts";
import { NO_KIND } from "./kinds.ts";

/** Rows are made when they are asked for, and stay: a kind has one of a byte for each kind. */
export class RelatedKinds {
  readonly #related: Related;
  readonly #rows: (Uint8Array | undefined)[] = [];

  constructor(related: Related) {
    this.#related = related;
  }

  /** 1 at each kind that is related to this one, itself and `NO_KIND` included; undefined when all may be. */
  rowOf(kind: number): Uint8Array | undefined {
    const { offsets, targets } = this.#related;
    const kinds = offsets.length - 1;
    if (kind === NO_KIND || kind >= kinds) return undefined;
    let row = this.#rows[kind];
    if (row === undefined) {
      row = new Uint8Array(kinds);
      row[NO_KIND] = row[kind] = 1;
      for (const target of targets.subarray(offsets[kind], offsets[kind + 1])) row[target] = 1;
      this.#rows[kind] = row;
    }
    return row;
  }
}
