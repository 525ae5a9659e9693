// Parts of models that were fitted on one data set, so that recipes which share a part share the work.

/** Remembers the newest few parts of each kind. One cache serves one set of interactions and items. */
export class PartCache {
  readonly #parts = new Map<string, Map<string, unknown>>();

  /** `keep` parts of each kind are remembered. */
  constructor(private readonly keep = 3) {}

  /** The part of this kind that was made with equal options, or the one that `make` makes now. */
  part<T>(kind: string, options: unknown, make: () => T): T {
    let parts = this.#parts.get(kind) as Map<string, T> | undefined;
    if (parts === undefined) this.#parts.set(kind, (parts = new Map<string, T>()));
    const key = JSON.stringify(options);
    // A part may be undefined, where there is nothing to fit.
    const part = parts.has(key) ? parts.get(key)! : make();
    parts.delete(key);
    parts.set(key, part);
    if (parts.size > this.keep) parts.delete(parts.keys().next().value!);
    return part;
  }
}
