// Turns the event log into the steps that graphs are fitted on: one per visit to an item, with its strongest event.
import type { Interactions } from "./interactions.ts";
import { EVENT_TYPES } from "../events.ts";

/** How much an event of each type says, in the order of `EVENT_TYPES`; 0 leaves events of that type out. */
export type EventWeights = readonly number[];

/** CSR by customer, in time order; neighbouring steps of one customer are never on the same item. */
export interface Steps {
  readonly customers: number;
  readonly items: number;
  /** `Uint32Array` of length customers + 1. */
  readonly offsets: Uint32Array;
  readonly item: Uint32Array;
  /** Weight of the strongest event of the visit. */
  readonly weight: Float32Array;
}

/** Folds consecutive events of a customer on one item (view, cart, purchase) into one step. Throws on a wrong weight count. */
export function toSteps(interactions: Interactions, eventWeights: EventWeights): Steps {
  if (eventWeights.length !== EVENT_TYPES.length) {
    throw new RangeError(`expected ${EVENT_TYPES.length} event weights, got ${eventWeights.length}`);
  }
  const { customers, items, offsets, item, type } = interactions;
  const stepOffsets = new Uint32Array(customers + 1);
  const stepItem = new Uint32Array(item.length);
  const stepWeight = new Float32Array(item.length);
  let size = 0;
  for (let customer = 0; customer < customers; customer++) {
    const first = size;
    for (let at = offsets[customer]!; at < offsets[customer + 1]!; at++) {
      const weight = eventWeights[type[at]!]!;
      if (weight <= 0) continue;
      if (size > first && stepItem[size - 1] === item[at]) {
        stepWeight[size - 1] = Math.max(stepWeight[size - 1]!, weight);
        continue;
      }
      stepItem[size] = item[at]!;
      stepWeight[size++] = weight;
    }
    stepOffsets[customer + 1] = size;
  }
  return {
    customers,
    items,
    offsets: stepOffsets,
    item: stepItem.subarray(0, size),
    weight: stepWeight.subarray(0, size),
  };
}
