// The strongest edges of one item, when edges come and go.

/** At most `capacity` edges, in no order: `targets[at]` with `weights[at]`. */
export class EdgeRow {
  readonly targets: number[] = [];
  readonly weights: number[] = [];

  constructor(readonly capacity: number) {}

  /** Adds an edge to a target that has none. A full row gives up its weakest one, or refuses a weaker one. */
  add(target: number, weight: number): void {
    const at = this.targets.length < this.capacity ? this.targets.length : this.#weakest();
    // What is new wins a tie: it has yet to be seen.
    if (weight < (this.weights[at] ?? 0)) return;
    this.targets[at] = target;
    this.weights[at] = weight;
  }

  delete(target: number): void {
    const at = this.targets.indexOf(target);
    if (at === -1) return;
    const lastTarget = this.targets.pop()!;
    const lastWeight = this.weights.pop()!;
    if (at === this.targets.length) return;
    this.targets[at] = lastTarget;
    this.weights[at] = lastWeight;
  }

  /** The weight of the edge to `target`, 0 when there is none. */
  weightOf(target: number): number {
    return this.weights[this.targets.indexOf(target)] ?? 0;
  }

  #weakest(): number {
    let weakest = 0;
    for (let at = 1; at < this.weights.length; at++)
      if (this.weights[at]! < this.weights[weakest]!) weakest = at;
    return weakest;
  }
}
