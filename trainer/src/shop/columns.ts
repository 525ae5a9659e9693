// Events in growing typed arrays, so that millions cost bytes and not objects.

/** Events in columns of which the first `size` entries count. */
export interface EventChunk {
  readonly size: number;
  /** Index of the customer; `customerId` makes the id. */
  readonly customer: Uint32Array;
  readonly item: Uint32Array;
  /** Codes of the recommender's `EVENT_TYPES`. */
  readonly type: Uint8Array;
  /** Unix seconds. */
  readonly time: Float64Array;
  /** Position in the customer's own sequence, from 0. */
  readonly position: Uint32Array;
}

export class EventColumns implements EventChunk {
  size = 0;
  customer: Uint32Array;
  item: Uint32Array;
  type: Uint8Array;
  time: Float64Array;
  position: Uint32Array;

  constructor(capacity: number) {
    this.customer = new Uint32Array(capacity);
    this.item = new Uint32Array(capacity);
    this.type = new Uint8Array(capacity);
    this.time = new Float64Array(capacity);
    this.position = new Uint32Array(capacity);
  }

  push(customer: number, item: number, type: number, time: number, position: number): void {
    if (this.size === this.customer.length) this.#grow();
    const i = this.size++;
    this.customer[i] = customer;
    this.item[i] = item;
    this.type[i] = type;
    this.time[i] = time;
    this.position[i] = position;
  }

  clear(): void {
    this.size = 0;
  }

  #grow(): void {
    const { customer, item, type, time, position } = this;
    Object.assign(this, new EventColumns(2 * this.size), { size: this.size });
    this.customer.set(customer);
    this.item.set(item);
    this.type.set(type);
    this.time.set(time);
    this.position.set(position);
  }
}
