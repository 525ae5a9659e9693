// The graph kernel: which items are taken after and with which, from the customers' steps.
import type { Steps } from "../interactions/steps.ts";
import type { Graph } from "./graph.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { TopK } from "./top-k.ts";

export interface CollaborativeOptions {
  /** How many steps before and after an occurrence still count, 1 or more. */
  readonly window: number;
  /** Factor per further step of distance, 0 to 1. */
  readonly decay: number;
  /** Weight of an earlier step relative to a later one: 0 is purely directed, 1 plain co-occurrence. */
  readonly backward: number;
  /** A customer with n steps counts n^-exponent: the very busy say less per step. */
  readonly lengthExponent: number;
  /** Edges are divided by occurrences(source)^exponent … */
  readonly sourceExponent: number;
  /** … and by occurrences(target)^exponent, against popularity. */
  readonly targetExponent: number;
  /** At most this many neighbours per item. */
  readonly neighbours: number;
}

/**
 * For each item one pass over the windows around its occurrences into a dense accumulator, then the top K.
 * O(steps × window) time, O(items + steps) memory. Deterministic.
 */
export function fitCollaborative(steps: Steps, options: CollaborativeOptions): Graph {
  const { items } = steps;
  const { offsets: occurrenceOffsets, steps: occurrences, customer: customerOf } = occurrencesByItem(steps);
  const lengthWeight = new Float64Array(steps.customers);
  for (let customer = 0; customer < steps.customers; customer++) {
    const length = steps.offsets[customer + 1]! - steps.offsets[customer]!;
    lengthWeight[customer] = length > 0 ? length ** -options.lengthExponent : 0;
  }
  const distanceWeight = new Float64Array(options.window + 1);
  for (let distance = 1; distance <= options.window; distance++) {
    distanceWeight[distance] = options.decay ** (distance - 1);
  }
  const targetWeight = new Float64Array(items);
  for (let item = 0; item < items; item++) {
    const count = occurrenceOffsets[item + 1]! - occurrenceOffsets[item]!;
    targetWeight[item] = (1 + count) ** -options.targetExponent;
  }

  const votes = new Float64Array(items);
  const touched = new Uint32Array(items);
  const best = new TopK(options.neighbours);
  const builder = new GraphBuilder(items);
  for (let source = 0; source < items; source++) {
    let touchedCount = 0;
    for (let at = occurrenceOffsets[source]!; at < occurrenceOffsets[source + 1]!; at++) {
      const step = occurrences[at]!;
      const customer = customerOf[at]!;
      const base = lengthWeight[customer]! * steps.weight[step]!;
      const last = Math.min(steps.offsets[customer + 1]! - 1, step + options.window);
      for (let later = step + 1; later <= last; later++) {
        const target = steps.item[later]!;
        if (votes[target] === 0) touched[touchedCount++] = target;
        votes[target]! += base * steps.weight[later]! * distanceWeight[later - step]!;
      }
      if (options.backward === 0) continue;
      const first = Math.max(steps.offsets[customer]!, step - options.window);
      for (let earlier = step - 1; earlier >= first; earlier--) {
        const target = steps.item[earlier]!;
        if (votes[target] === 0) touched[touchedCount++] = target;
        votes[target]! += options.backward * base * steps.weight[earlier]! * distanceWeight[step - earlier]!;
      }
    }
    const sourceCount = occurrenceOffsets[source + 1]! - occurrenceOffsets[source]!;
    const sourceWeight = (1 + sourceCount) ** -options.sourceExponent;
    best.clear();
    for (let at = 0; at < touchedCount; at++) {
      const target = touched[at]!;
      const value = votes[target]! * targetWeight[target]! * sourceWeight;
      votes[target] = 0;
      if (target !== source) best.push(value, target);
    }
    builder.add(best);
  }
  return builder.finish();
}

/** CSR by item of the steps on it, with the customer of each. */
function occurrencesByItem(steps: Steps): {
  offsets: Uint32Array;
  steps: Uint32Array;
  customer: Uint32Array;
} {
  const offsets = new Uint32Array(steps.items + 1);
  for (const item of steps.item) offsets[item + 1]!++;
  for (let item = 0; item < steps.items; item++) offsets[item + 1]! += offsets[item]!;
  const cursor = offsets.slice();
  const byItem = new Uint32Array(steps.item.length);
  const customers = new Uint32Array(steps.item.length);
  for (let customer = 0; customer < steps.customers; customer++) {
    for (let step = steps.offsets[customer]!; step < steps.offsets[customer + 1]!; step++) {
      const at = cursor[steps.item[step]!]!++;
      byItem[at] = step;
      customers[at] = customer;
    }
  }
  return { offsets, steps: byItem, customer: customers };
}
