// The one scorer: history in, ranked and explained items out. Online requests and offline evaluation both call it.
import { Catalogue } from "../catalogue/catalogue.ts";
import type { Item } from "../catalogue/item.ts";
import type { ItemList } from "../catalogue/item-list.ts";
import { cosine } from "../content/vectors.ts";
import { ForestScorer } from "../forest/forest-scorer.ts";
import { TopK } from "../graphs/top-k.ts";
import type { Model } from "../model.ts";
import { compileRules, type CompiledRules } from "../rules/compile.ts";
import { diversify } from "../rules/diversify.ts";
import { ruledOut } from "../rules/ruled-out.ts";
import { type Candidates, type PopularityOrder, relativeBlend, selectCandidates } from "./candidates.ts";
import { Comparisons } from "./comparisons.ts";
import { Contributions } from "./contributions.ts";
import { type FeatureContext, FEATURES, writeFeatures } from "./features.ts";
import { Newcomers } from "./newcomers.ts";
import { blendFor } from "./placements.ts";
import type { Answer, Query, RankedItem, Strategy } from "./query.ts";
import { Reasons } from "./reasons.ts";
import { type Visit, weighVisits } from "./visits.ts";
import { Votes } from "./votes.ts";

/** Ranked candidates with what led to them; `order` lists rows of `candidates`, best first, none left behind. */
export interface Ranking {
  readonly candidates: Candidates;
  readonly visits: readonly Visit[];
  /** Final score of each candidate, before boosts; minus infinity for what the forest left behind. */
  readonly scores: Float64Array;
  readonly order: readonly number[];
}

/** Lists of up to so many items are chosen among somewhat more that the forest looks at closely. */
const SHORT_LIST = 20;
const CLOSELY = 24;

/** With diversity, this many times the limit are ranked to choose from. */
const DIVERSITY_POOL = 4;

/** Serves one model. Holds buffers that are reused between calls, so calls must not overlap (they are synchronous). */
export class Recommender {
  readonly #catalogue: Catalogue;
  readonly #model: Model;
  readonly #votes = new Votes();
  readonly #newcomers: Newcomers;
  readonly #comparisons: Comparisons;
  readonly #contributions: Contributions;
  readonly #byPopularity: PopularityOrder;
  #byTrendIfAsked: PopularityOrder | undefined;
  readonly #scorer: ForestScorer | undefined;
  #predictions = new Float32Array(0);

  /** `items` are the model's own, in its order. */
  constructor(model: Model, items: ItemList | Catalogue) {
    const catalogue = items instanceof Catalogue ? items : new Catalogue(items);
    if (catalogue.size !== model.items) {
      throw new RangeError(`the model has ${model.items} items, the catalogue ${catalogue.size}`);
    }
    this.#model = model;
    this.#catalogue = catalogue;
    this.#newcomers = new Newcomers(model);
    this.#comparisons = new Comparisons(model, this.#newcomers);
    this.#contributions = new Contributions(model, this.#newcomers);
    this.#byPopularity = popularityOrder(model.popularity);
    this.#scorer = model.forest && new ForestScorer(model.forest);
  }

  /**
   * A recommender of another model of the same items, made in a fraction of the time. The two share the catalogue: put or
   * remove items in neither. Throws `RangeError` when items have been added to this one.
   */
  withModel(model: Model): Recommender {
    return new Recommender(model, this.#catalogue);
  }

  /** Makes beforehand what the first newcomer and the first request for trends would wait for. */
  prepare(): this {
    this.#newcomers.prepare();
    void this.#byTrend;
    return this;
  }

  get model(): Model {
    return this.#model;
  }

  /** How many items can be asked for: the model's and newer ones, less the removed. */
  get size(): number {
    return this.#catalogue.live;
  }

  /** The index of an item; undefined when it is unknown or removed. */
  indexOf(itemId: string): number | undefined {
    return this.#catalogue.indexOf(itemId);
  }

  /** Whether an index is that of an item which has not been removed. */
  has(index: number): boolean {
    return this.#catalogue.has(index);
  }

  /** The id of an item; throws `RangeError` for an index that was never given out. */
  idAt(index: number): string {
    return this.#catalogue.idAt(index);
  }

  /** The fields of an item; throws `RangeError` for an index that was never given out. */
  itemAt(index: number): Item {
    return this.#catalogue.itemAt(index);
  }

  /** Inserts or replaces an item; an item that the model has never seen can be recommended by its content at once. */
  putItem(item: Item): number {
    const index = this.#catalogue.put(item);
    if (index >= this.#model.items) this.#newcomers.put(index, item);
    return index;
  }

  /** Takes an item out of every answer; false when there is none of that id. */
  removeItem(itemId: string): boolean {
    const index = this.#catalogue.indexOf(itemId);
    if (index !== undefined) this.#newcomers.remove(index);
    return this.#catalogue.remove(itemId);
  }

  /** Answers a query: the same query and state give the same answer. Throws `RangeError` for a limit below 1. */
  recommend(query: Query): Answer {
    const rules = this.#rulesFor(query);
    const ranking = this.rank(query, this.#poolSize(query), rules);
    const positions = this.#arrange(query, ranking, rules);
    const { candidates, visits } = ranking;
    const blend = blendFor(query.placement, this.#model.recipe);
    // A forest's features have needed them already.
    if (query.explain !== false && ranking.scores === candidates.blend)
      this.#contributions.find(candidates.item, candidates.size, visits, blend);
    const reasons = new Reasons({
      placement: query.placement,
      visits,
      catalogue: this.#catalogue,
      contributions: this.#contributions,
    });
    const items = positions.map((at): RankedItem => {
      const item = candidates.item[at]!;
      const collaborative =
        blend.transitions * candidates.transitions[at]! + blend.cooccurrence * candidates.cooccurrence[at]!;
      const content = blend.content * candidates.content[at]!;
      return {
        item,
        score: ranking.scores[at]! * (rules.boost?.(item) ?? 1),
        scores: { collaborative, content, popularity: candidates.blend[at]! - collaborative - content },
        reasons: query.explain === false ? [] : reasons.of(at),
      };
    });
    return {
      strategy: strategyOf(query, visits),
      items: this.#withPins(query, rules, items).slice(0, query.limit),
      filtered: candidates.filtered,
    };
  }

  /**
   * The `count` best candidates of a query in final order, without diversity, pins and reasons: what evaluation
   * measures and the forest learns from.
   */
  rank(query: Query, count: number, rules: CompiledRules = this.#rulesFor(query)): Ranking {
    if (query.limit < 1) throw new RangeError(`limit must be 1 or more, not ${query.limit}`);
    const { recipe } = this.#model;
    const visits = query.placement === "trending" ? [] : weighVisits(query.history, recipe.history);
    const votes = this.#collect(visits);
    const candidates = selectCandidates(
      votes,
      blendFor(query.placement, recipe),
      query.placement === "trending" ? this.#byTrend : this.#byPopularity,
      this.#catalogue.size,
      rules,
      count,
    );
    votes.clear();
    const scores = this.#finalScores(query, candidates, visits, rules);
    return { candidates, visits, scores, order: bestFirst(candidates, scores, rules) };
  }

  /** Feature rows of candidates that `rank` returned: `Float32Array` of size × `FEATURES.length`, row-major. */
  features(candidates: Candidates, visits: readonly Visit[]): Float32Array {
    const { size } = candidates;
    this.#contributions.find(candidates.item, size, visits, blendFor("personal", this.#model.recipe));
    const columns = new Float32Array(size * FEATURES.length);
    writeFeatures(columns, size, candidates, this.#featureContext(visits));
    return columns.map((_, at) => {
      return columns[(at % FEATURES.length) * size + Math.floor(at / FEATURES.length)]!;
    });
  }

  #featureContext(visits: readonly Visit[]): FeatureContext {
    return {
      visits,
      model: this.#model,
      catalogue: this.#catalogue,
      comparisons: this.#comparisons,
      contributions: this.#contributions,
    };
  }

  /** How alike two items are by content, 0 to 1. */
  similarity(a: number, b: number): number {
    return Math.min(1, cosine(this.#newcomers.vectorOf(a), this.#newcomers.vectorOf(b)));
  }

  get #byTrend(): PopularityOrder {
    return (this.#byTrendIfAsked ??= popularityOrder(this.#model.trending));
  }

  #rulesFor(query: Query): CompiledRules {
    return compileRules(this.#catalogue, query.rules, ruledOut(query, this.#catalogue));
  }

  #poolSize(query: Query): number {
    const diversity = query.rules?.diversity ?? 0;
    const byForest = this.#scorer !== undefined && query.placement === "personal";
    const ranked = byForest ? this.#model.recipe.ranker.candidates : query.limit;
    return Math.max(query.limit * (diversity > 0 ? DIVERSITY_POOL : 1), ranked);
  }

  #collect(visits: readonly Visit[]): Votes {
    const votes = this.#votes;
    const model = this.#model;
    votes.ensure(this.#catalogue.size);
    for (const { item, weight } of visits) {
      if (weight === 0) continue;
      if (item < model.items) votes.addRow(model.adjacency, item, weight);
      const added = this.#newcomers.edgesOf(item);
      added?.targets.forEach((target, slot) => {
        votes.addContent(target, weight * added.weights[slot]!);
      });
    }
    return votes;
  }

  /** The forest's prediction plus a share of the first-stage score; the first-stage score alone without a forest. */
  #finalScores(
    query: Query,
    candidates: Candidates,
    visits: readonly Visit[],
    { boost }: CompiledRules,
  ): Float64Array {
    const { recipe } = this.#model;
    const scorer = this.#scorer;
    if (scorer === undefined || query.placement !== "personal" || visits.length === 0)
      return candidates.blend;
    const { size } = candidates;
    if (this.#predictions.length < size) this.#predictions = new Float32Array(size);
    this.#contributions.find(candidates.item, size, visits, blendFor("personal", recipe));
    scorer.ensure(size);
    writeFeatures(scorer.columns, scorer.capacity, candidates, this.#featureContext(visits));
    // What is left behind is in no list, unless diversity or a boost fetches it.
    const isPlain = boost === undefined && (query.rules?.diversity ?? 0) === 0;
    const most = isPlain && query.limit <= SHORT_LIST ? Math.min(size, CLOSELY) : size;
    scorer.score(size, this.#predictions, most);
    const scores = new Float64Array(size);
    for (let at = 0; at < size; at++) {
      scores[at] = this.#predictions[at]! + recipe.ranker.blendShare * relativeBlend(candidates, at);
    }
    return scores;
  }

  /** Rows of the candidates in the order they are shown, pins aside. */
  #arrange(query: Query, { candidates, scores, order }: Ranking, rules: CompiledRules): readonly number[] {
    const diversity = query.rules?.diversity ?? 0;
    if (diversity === 0) return order.slice(0, query.limit);
    const pool = order.map((at) => scores[at]! * (rules.boost?.(candidates.item[at]!) ?? 1));
    const vectors = order.map((at) => this.#newcomers.vectorOf(candidates.item[at]!));
    const picked = diversify(pool, query.limit, diversity, (a, b) =>
      Math.min(1, cosine(vectors[a]!, vectors[b]!)),
    );
    return picked.map((position) => order[position]!);
  }

  #withPins(query: Query, rules: CompiledRules, items: readonly RankedItem[]): readonly RankedItem[] {
    const pins = new Set(query.rules?.pin?.filter((item) => rules.allows(item)));
    if (pins.size === 0) return items;
    const ranked = new Map(items.map((entry) => [entry.item, entry]));
    const pinned = Array.from(pins, (item): RankedItem => {
      const entry = ranked.get(item) ?? { item, score: 0, scores: NO_SCORES, reasons: [] };
      return query.explain === false ? entry : { ...entry, reasons: [PINNED, ...entry.reasons] };
    });
    return [...pinned, ...items.filter(({ item }) => !pins.has(item))];
  }
}

const PINNED = { kind: "pinned", text: "Chosen by the shop" } as const;

const NO_SCORES = { collaborative: 0, content: 0, popularity: 0 };

function strategyOf(query: Query, visits: readonly Visit[]): Strategy {
  if (query.placement !== "personal") return query.placement;
  return visits.length > 0 ? "personalised" : "popular";
}

/** Rows of the candidates by boosted score, less those that the forest left behind. */
function bestFirst(
  candidates: Candidates,
  scores: Float64Array,
  { boost }: CompiledRules,
): readonly number[] {
  const { item, size } = candidates;
  // Those of the first stage are in order already.
  if (scores === candidates.blend) return Array.from(scores.keys());
  const best = new TopK(size);
  for (let at = 0; at < size; at++) {
    if (scores[at]! > -Infinity) best.push(scores[at]! * (boost?.(item[at]!) ?? 1), at);
  }
  best.sort();
  return Array.from(best.ids.subarray(0, best.size));
}

function popularityOrder(popularity: Float32Array): PopularityOrder {
  const order = Uint32Array.from(popularity.keys());
  order.sort((a, b) => popularity[b]! - popularity[a]! || a - b);
  return { popularity, order };
}
