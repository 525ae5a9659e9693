// The K best of a stream of (value, id) pairs, without allocating per pair.

/** A bounded min-heap. Equal values prefer the lower id, so the result does not depend on arrival order. */
export class TopK {
  readonly values: Float64Array;
  readonly ids: Uint32Array;
  size = 0;

  constructor(readonly capacity: number) {
    this.values = new Float64Array(capacity);
    this.ids = new Uint32Array(capacity);
  }

  /** The value that a newcomer must reach; minus infinity while there is room. */
  get floor(): number {
    return this.size < this.capacity ? -Infinity : this.values[0]!;
  }

  /** True when `push` would keep the pair. */
  admits(value: number, id: number): boolean {
    return (
      this.capacity > 0 && (this.size < this.capacity || isWorse(this.values[0]!, this.ids[0]!, value, id))
    );
  }

  push(value: number, id: number): void {
    if (!this.admits(value, id)) return;
    if (this.size < this.capacity) this.#siftUp(this.size++, value, id);
    else this.#siftDown(value, id, this.size);
  }

  /** Sorts the kept pairs best first and in place. The heap must be `clear`ed before it is pushed to again. */
  sort(): void {
    for (let end = this.size - 1; end > 0; end--) {
      const value = this.values[end]!;
      const id = this.ids[end]!;
      this.values[end] = this.values[0]!;
      this.ids[end] = this.ids[0]!;
      this.#siftDown(value, id, end);
    }
  }

  clear(): void {
    this.size = 0;
  }

  #siftUp(start: number, value: number, id: number): void {
    const { values, ids } = this;
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isWorse(value, id, values[parent]!, ids[parent]!)) break;
      values[at] = values[parent]!;
      ids[at] = ids[parent]!;
      at = parent;
    }
    values[at] = value;
    ids[at] = id;
  }

  #siftDown(value: number, id: number, size: number): void {
    const { values, ids } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && isWorse(values[child + 1]!, ids[child + 1]!, values[child]!, ids[child]!))
        child++;
      if (!isWorse(values[child]!, ids[child]!, value, id)) break;
      values[at] = values[child]!;
      ids[at] = ids[child]!;
      at = child;
    }
    values[at] = value;
    ids[at] = id;
  }
}

function isWorse(value: number, id: number, than: number, thanId: number): boolean {
  return value < than || (value === than && id > thanId);
}
