// Which items of a live catalogue are variants of one product.

/** Items of one group are variants of one product; an item without a group, or alone in it, is a product by itself. */
export class Groups {
  readonly #numbers = new Map<string, number>();
  /** Items of each group, ascending; those that were removed among them. */
  readonly #members: number[][] = [];
  /** One more than the number of an item's group; absent or 0 for none. */
  #groupOf = new Uint32Array(0);
  #withVariants = 0;

  /** Whether any product has several variants. */
  get any(): boolean {
    return this.#withVariants > 0;
  }

  /** Puts an item into a group, or out of any. */
  set(index: number, groupId: string | undefined): void {
    const before = this.#groupOf[index] ?? 0;
    const group = groupId === undefined ? 0 : this.#numberOf(groupId);
    if (group === before) return;
    if (index >= this.#groupOf.length) this.#reserve(index);
    this.#groupOf[index] = group;
    if (before > 0) this.#leave(this.#members[before - 1]!, index);
    if (group > 0) this.#join(this.#members[group - 1]!, index);
  }

  /** The variants of an item's product, itself included; undefined when it is the only one. */
  variantsOf(index: number): readonly number[] | undefined {
    const group = this.#groupOf[index] ?? 0;
    const members = group === 0 ? undefined : this.#members[group - 1]!;
    return members !== undefined && members.length > 1 ? members : undefined;
  }

  /** One item that stands for all variants of a product: the first of them. */
  productOf(index: number): number {
    return this.variantsOf(index)?.[0] ?? index;
  }

  #join(members: number[], index: number): void {
    // Whole catalogues come in order.
    if (index > (members.at(-1) ?? -1)) members.push(index);
    else members.splice(placeOf(members, index), 0, index);
    if (members.length === 2) this.#withVariants++;
  }

  #leave(members: number[], index: number): void {
    members.splice(placeOf(members, index), 1);
    if (members.length === 1) this.#withVariants--;
  }

  #numberOf(groupId: string): number {
    let number = this.#numbers.get(groupId);
    if (number === undefined) {
      number = this.#members.push([]);
      this.#numbers.set(groupId, number);
    }
    return number;
  }

  #reserve(index: number): void {
    const larger = new Uint32Array(Math.max(1024, Math.ceil(1.5 * (index + 1))));
    larger.set(this.#groupOf);
    this.#groupOf = larger;
  }
}

/** The place of a number among ascending ones, or where it would be. */
function placeOf(numbers: readonly number[], number: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
