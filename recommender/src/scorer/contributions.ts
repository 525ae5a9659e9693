// What each of the customer's visits adds to each candidate: for the forest's features and for the reasons.
import type { BlendWeights } from "../fit/recipe.ts";
import type { CatalogueKinds } from "../kinds/kinds.ts";
import { RelatedKinds } from "../kinds/related.ts";
import type { Model } from "../model.ts";
import { COMPARED_VISITS } from "./comparisons.ts";
import type { Newcomers } from "./newcomers.ts";
import type { Visit } from "./visits.ts";

interface Found {
  readonly candidates: Uint32Array;
  readonly size: number;
  readonly visits: readonly Visit[];
  readonly blend: BlendWeights;
}

/** Goes once through the edges of all visits, instead of searching them for each candidate. Reuses its buffers. */
export class Contributions {
  /**
   * Weights of the transitions from the newest visits to candidates, 0 for none: candidates × `COMPARED_VISITS`,
   * row-major.
   */
  edges = new Float32Array(0);
  /** How many visits that count lead to each candidate. */
  supporters = new Uint16Array(0);
  /** The kind of each candidate. */
  kinds = new Uint16Array(0);
  /**
   * The place among the visits of the one that adds most to each candidate's score, of those to which the candidate's kind
   * is related; −1 when none of them adds anything.
   */
  strongest = new Int32Array(0);
  /** What that one adds by behaviour, and by content. */
  behaviour = new Float64Array(0);
  content = new Float64Array(0);
  readonly #model: Model;
  readonly #newcomers: Newcomers;
  readonly #kinds: CatalogueKinds;
  readonly #related: RelatedKinds;
  /** Of the visit at hand; undefined when it may be related to any. */
  #relatedToVisit: Uint8Array | undefined;
  /** One more than the place of each item among the candidates; all 0 between two calls. */
  #places: Uint16Array;
  /** What the visit at hand adds by behaviour, and which visit that was, by candidate. */
  #current = new Float64Array(0);
  #currentVisit = new Int32Array(0);
  /** What the columns are about. */
  #found: Found | undefined;

  constructor(model: Model, newcomers: Newcomers, kinds: CatalogueKinds) {
    this.#model = model;
    this.#newcomers = newcomers;
    this.#kinds = kinds;
    this.#related = new RelatedKinds(model.related);
    this.#places = new Uint16Array(model.items);
  }

  /** Fills the columns for `candidates`, the first `size` entries; `blend` weighs what the graphs say. */
  find(candidates: Uint32Array, size: number, visits: readonly Visit[], blend: BlendWeights): void {
    this.#ensure(candidates, size);
    const places = this.#places;
    for (let at = 0; at < size; at++) {
      places[candidates[at]!] = at + 1;
      this.kinds[at] = this.#kinds.of(candidates[at]!);
    }
    for (let visit = 0; visit < visits.length; visit++) this.#follow(visit, visits[visit]!, blend);
    for (let at = 0; at < size; at++) places[candidates[at]!] = 0;
    this.#found = { candidates, size, visits, blend };
  }

  /**
   * The rows of the columns that speak of `items`: of what was found last, where the same visits were asked about and these
   * items are among the candidates, and else found now.
   */
  rowsOf(items: Uint32Array, visits: readonly Visit[], blend: BlendWeights): Uint32Array {
    return this.#rowsAmongFound(items, visits, blend) ?? this.#findAll(items, visits, blend);
  }

  #rowsAmongFound(
    items: Uint32Array,
    visits: readonly Visit[],
    blend: BlendWeights,
  ): Uint32Array | undefined {
    const found = this.#found;
    if (found?.visits !== visits || found.blend !== blend) return undefined;
    const rows = new Uint32Array(items.length);
    for (let at = 0; at < items.length; at++) {
      let row = 0;
      while (row < found.size && found.candidates[row] !== items[at]) row++;
      if (row === found.size) return undefined;
      rows[at] = row;
    }
    return rows;
  }

  #findAll(items: Uint32Array, visits: readonly Visit[], blend: BlendWeights): Uint32Array {
    this.find(items, items.length, visits, blend);
    return Uint32Array.from(items.keys());
  }

  #ensure(candidates: Uint32Array, size: number): void {
    if (this.supporters.length < size) {
      this.edges = new Float32Array(size * COMPARED_VISITS);
      this.supporters = new Uint16Array(size);
      this.kinds = new Uint16Array(size);
      this.strongest = new Int32Array(size);
      this.behaviour = new Float64Array(size);
      this.content = new Float64Array(size);
      this.#current = new Float64Array(size);
      this.#currentVisit = new Int32Array(size);
    }
    this.edges.fill(0, 0, size * COMPARED_VISITS);
    this.supporters.fill(0, 0, size);
    this.strongest.fill(-1, 0, size);
    this.behaviour.fill(0, 0, size);
    this.content.fill(0, 0, size);
    this.#currentVisit.fill(-1, 0, size);
    let greatest = 0;
    for (let at = 0; at < size; at++) greatest = Math.max(greatest, candidates[at]!);
    if (greatest >= this.#places.length) this.#places = new Uint16Array(Math.ceil(1.5 * (greatest + 1)));
  }

  /** Goes through the edges of one visit. */
  #follow(visit: number, { item, weight }: Visit, blend: BlendWeights): void {
    if (weight === 0 && visit >= COMPARED_VISITS) return;
    const places = this.#places;
    this.#relatedToVisit = this.#related.rowOf(this.#kinds.of(item));
    if (item < this.#model.items) {
      const { offsets, cells, weightBits, units } = this.#model.adjacency;
      const transition = units[3 * item]!;
      const byTransition = weight * blend.transitions * transition;
      const byCooccurrence = weight * blend.cooccurrence * units[3 * item + 1]!;
      const byContent = weight * blend.content * units[3 * item + 2]!;
      const shift = 2 * weightBits;
      const most = (1 << weightBits) - 1;
      const mostAlike = (1 << shift) - 1;
      let cell = offsets[2 * item]!;
      const alike = offsets[2 * item + 1]!;
      const end = offsets[2 * item + 2]!;
      for (; cell < alike; cell++) {
        const edge = cells[cell]!;
        const place = places[edge >>> shift]!;
        if (place === 0) continue;
        const units = edge & most;
        if (visit < COMPARED_VISITS) this.edges[(place - 1) * COMPARED_VISITS + visit] = units * transition;
        if (weight > 0)
          this.#addBehaviour(
            place - 1,
            visit,
            byTransition * units + byCooccurrence * ((edge >>> weightBits) & most),
          );
      }
      if (weight === 0) return;
      for (; cell < end; cell++) {
        const edge = cells[cell]!;
        const place = places[edge >>> shift]!;
        if (place !== 0) this.#addContent(place - 1, visit, byContent * (edge & mostAlike));
      }
    }
    const added = weight === 0 ? undefined : this.#newcomers.edgesOf(item);
    if (added === undefined) return;
    for (let slot = 0; slot < added.targets.length; slot++) {
      const place = places[added.targets[slot]!] ?? 0;
      if (place !== 0) this.#addContent(place - 1, visit, weight * blend.content * added.weights[slot]!);
    }
  }

  #addBehaviour(at: number, visit: number, value: number): void {
    this.#current[at] = value;
    this.#currentVisit[at] = visit;
    this.supporters[at]!++;
    this.#offer(at, visit, value, 0);
  }

  #addContent(at: number, visit: number, value: number): void {
    const also = this.#currentVisit[at] === visit;
    if (!also) this.supporters[at]!++;
    this.#offer(at, visit, also ? this.#current[at]! : 0, value);
  }

  /** Of visits that add the same, the newest one counts as the strongest. */
  #offer(at: number, visit: number, behaviour: number, content: number): void {
    if (behaviour + content <= this.behaviour[at]! + this.content[at]!) return;
    if (this.#relatedToVisit?.[this.kinds[at]!] === 0) return;
    this.strongest[at] = visit;
    this.behaviour[at] = behaviour;
    this.content[at] = content;
  }
}
