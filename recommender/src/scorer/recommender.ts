// The one scorer: history in, ranked and explained items out. Online requests and offline evaluation both call it.
import { Catalogue } from "../catalogue/catalogue.ts";
import type { Item } from "../catalogue/item.ts";
import type { ItemList } from "../catalogue/item-list.ts";
import { cosine } from "../content/vectors.ts";
import { DistinctCandidates } from "../groups/distinct.ts";
import { likingOf } from "../groups/liking.ts";
import {
  type ProductRules,
  rulesForProducts,
  type Variants,
  type VariantTaste,
} from "../groups/variant-choice.ts";
import type { Model } from "../model.ts";
import { IncomingTransitions } from "../graphs/incoming.ts";
import { type Neighbours, neighboursOf } from "../graphs/neighbours.ts";
import { companionsOf } from "../kinds/companions.ts";
import type { Factors } from "../rules/boosts.ts";
import { type Habits, habitsOf, idleOf, NO_HABITS, tellsHabits } from "../kinds/habits.ts";
import { CatalogueKinds } from "../kinds/kinds.ts";
import { compileRules } from "../rules/compile.ts";
import { Audiences } from "../segments/segments.ts";
import { diversityPool } from "../rules/diversify.ts";
import { ItemMarks } from "../rules/item-marks.ts";
import { ruledOut } from "../rules/ruled-out.ts";
import { compileStanding, type Standing, type StandingRules } from "../rules/standing.ts";
import type { Steps } from "../trace/steps.ts";
import { type Trace, traceOf } from "../trace/trace.ts";
import { arranged, withPins } from "./arrange.ts";
import { CandidateChoice, type Candidates } from "./candidates.ts";
import { Closeness } from "./closeness.ts";
import { Comparisons } from "./comparisons.ts";
import { Contributions } from "./contributions.ts";
import { featureRows } from "./feature-rows.ts";
import type { FeatureSources } from "./features.ts";
import { FinalOrder } from "./final-order.ts";
import { ForestRanking } from "./forest-ranking.ts";
import { Newcomers } from "./newcomers.ts";
import { blendFor } from "./placements.ts";
import { PopularityOrders } from "./popularity-orders.ts";
import type { Answer, Query, RankedItem, Strategy } from "./query.ts";
import type { Ranking } from "./ranking.ts";
import { Reasons } from "./reasons.ts";
import { type Visit, weighVisits } from "./visits.ts";
import { Votes } from "./votes.ts";

/** A question's rules and what the customer's habits say, found once. */
interface Asked {
  readonly rules: ProductRules;
  readonly habits: Habits;
  /** What kinds of products say of all items. */
  readonly kinds: Factors | undefined;
  /** For whoever traces the answer. */
  readonly onRemoved?: (removed: Candidates) => void;
}

/** The longest list that is asked for: with fewer candidates, a longer list would be chosen among others than a short one. */
const MIN_CANDIDATES = 100;

/** Serves one model. Holds buffers that are reused between calls, so calls must not overlap (they are synchronous). */
export class Recommender {
  readonly #catalogue: Catalogue;
  readonly #model: Model;
  readonly #votes = new Votes();
  readonly #excluded = new ItemMarks();
  readonly #choice = new CandidateChoice();
  readonly #finalOrder = new FinalOrder();
  readonly #newcomers: Newcomers;
  readonly #distinct: DistinctCandidates;
  readonly #contributions: Contributions;
  /** Of visits of all kinds, for traces; made for the first one. */
  #contributionsOfAll: Contributions | undefined;
  readonly #kinds: CatalogueKinds;
  readonly #hasHabits: boolean;
  /** What features are computed from, besides a request. */
  readonly #sources: FeatureSources;
  readonly #forest: ForestRanking | undefined;
  readonly #orders: PopularityOrders;
  readonly #audiences: Audiences | undefined;

  /** `items` are the model's own, in its order; `kinds` theirs, when somebody has found them. */
  constructor(model: Model, items: ItemList | Catalogue, kinds?: CatalogueKinds) {
    const catalogue = items instanceof Catalogue ? items : new Catalogue(items);
    if (catalogue.size !== model.items) {
      throw new RangeError(`the model has ${model.items} items, the catalogue ${catalogue.size}`);
    }
    this.#model = model;
    this.#catalogue = catalogue;
    this.#kinds = kinds ?? new CatalogueKinds(catalogue, model.items);
    this.#hasHabits = tellsHabits(model.repurchase);
    this.#newcomers = new Newcomers(model);
    this.#distinct = new DistinctCandidates(catalogue.groups);
    this.#contributions = new Contributions(model, this.#newcomers, this.#kinds);
    this.#sources = {
      model,
      catalogue,
      kinds: this.#kinds,
      comparisons: new Comparisons(model, this.#newcomers),
      incoming: new IncomingTransitions(model.adjacency),
      closeness: model.embeddings && new Closeness(model.embeddings),
      contributions: this.#contributions,
    };
    this.#forest = model.forest && new ForestRanking(model.forest, this.#sources);
    this.#orders = new PopularityOrders(model);
    this.#audiences = model.segments && new Audiences(model.segments, model.strangers, this.#kinds);
  }

  /**
   * A recommender of another model of the same items, made in a fraction of the time. The two share the catalogue: put or
   * remove items in neither. Throws `RangeError` when items have been added to this one.
   */
  withModel(model: Model): Recommender {
    return new Recommender(model, this.#catalogue, this.#kinds);
  }

  /** Makes beforehand what the first newcomer and the first request for trends would wait for. */
  prepare(): this {
    this.#newcomers.prepare();
    this.#forest?.prepare();
    this.#orders.prepare();
    return this;
  }

  get model(): Model {
    return this.#model;
  }

  /** Whether a query's context can change a list. */
  get knowsSegments(): boolean {
    return this.#audiences !== undefined;
  }

  /** How many items can be asked for: the model's and newer ones, less the removed. */
  get size(): number {
    return this.#catalogue.live;
  }

  /** The index of an item; undefined when it is unknown or removed. */
  indexOf(itemId: string): number | undefined {
    return this.#catalogue.indexOf(itemId);
  }

  /** The index of an item, also of one that was removed; undefined for one that was never there. */
  indexEver(itemId: string): number | undefined {
    return this.#catalogue.indexEver(itemId);
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

  /** The title of an item, its id where it has none; throws `RangeError` for an index that was never given out. */
  nameOf(index: number): string {
    return this.#catalogue.titleAt(index) || this.#catalogue.idAt(index);
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
    return this.#answer(query, this.#ask(query)).answer;
  }

  /**
   * What `recommend` does, step by step. `standing` are the parts of the query's standing rules, so that the trace says by its
   * place which of them did what.
   */
  trace(query: Query, standing: readonly Standing[] = []): Trace {
    let removed: Candidates | undefined;
    const asked = this.#ask(query);
    const steps = this.#answer(query, { ...asked, onRemoved: (found) => void (removed = found) });
    return traceOf({ query, standing, removed, ...steps, ...asked }, this.#sources, {
      featuresOf: (rows) => this.features(steps.ranking, rows),
      productOf: (item) => this.fittedProductOf(item),
      contributionsOfAll: (this.#contributionsOfAll ??= new Contributions(
        { ...this.#model, related: ALL_RELATED },
        this.#newcomers,
        this.#kinds,
      )),
      newEdgesOf: (item) => this.#newcomers.edgesOf(item)?.targets.length ?? 0,
    });
  }

  #answer(query: Query, asked: Asked): Pick<Steps, "answer" | "ranking" | "positions"> {
    const { rules } = asked;
    const ranking = this.rank(query, undefined, asked);
    const positions = arranged(query, ranking, rules, (item) => this.#newcomers.vectorOf(item));
    const { candidates, visits } = ranking;
    const blend = blendFor(query.placement, this.#model.recipe);
    const shown = Uint32Array.from(positions, (at) => candidates.item[at]!);
    const rows = query.explain === false ? NO_ITEMS : this.#contributions.rowsOf(shown, visits, blend);
    const reasons = new Reasons({
      placement: query.placement,
      visits,
      contributions: this.#contributions,
      items: shown,
      rows,
      due: asked.habits.due,
    });
    const items: RankedItem[] = [];
    for (let place = 0; place < positions.length; place++) {
      const at = positions[place]!;
      const candidate = candidates.item[at]!;
      const collaborative =
        blend.transitions * candidates.transitions[at]! + blend.cooccurrence * candidates.cooccurrence[at]!;
      const content = blend.content * candidates.content[at]!;
      for (const item of rules.shown(candidate))
        items.push({
          item,
          score: ranking.scores[at]! * (rules.boost?.(candidate) ?? 1),
          scores: { collaborative, content, popularity: candidates.blend[at]! - collaborative - content },
          isFill: visits.length > 0 && !isRelated(candidates, at),
          reasons: query.explain === false ? [] : reasons.of(place),
        });
    }
    const answer = {
      strategy: strategyOf(query, visits),
      items: withPins(query, rules, items, (item) => this.productOf(item)).slice(0, query.limit),
      filtered: candidates.filtered,
    };
    return { answer, ranking, positions };
  }

  /**
   * The `count` best candidates of a query, by default as many as the answer is chosen among, in final order, without
   * diversity, pins and reasons: what evaluation measures and the forest learns from.
   */
  rank(
    query: Query,
    count: number = this.#poolSize(query),
    { rules, habits, onRemoved }: Asked = this.#ask(query),
  ): Ranking {
    if (query.limit < 1) throw new RangeError(`limit must be 1 or more, not ${query.limit}`);
    const { recipe } = this.#model;
    const visits =
      query.placement === "trending"
        ? []
        : weighVisits(query.history, recipe.history, (item) => this.fittedProductOf(item));
    const votes = this.#collect(visits);
    const audience = query.context && this.#audiences?.find(query.context);
    const popular = this.#orders.of(query.placement, visits.length === 0, audience);
    const filled = query.fill !== false || query.placement === "trending";
    const due = habits.due.map((one) => one.item).filter((one) => rules.allows(one));
    const select = (wanted: number): Candidates =>
      this.#choice.find({
        votes,
        blend: blendFor(query.placement, recipe),
        popular: filled ? popular : { ...popular, order: NO_ITEMS },
        catalogueSize: filled ? this.#catalogue.size : this.#model.items,
        rules,
        count: wanted - due.length,
        also: due,
        onRemoved,
      });
    const most = count + due.length;
    const candidates = this.#catalogue.groups.any ? this.#distinct.find(most, select) : select(most);
    votes.clear();
    const { item, size, blend } = candidates;
    const { boost } = rules;
    const factor = boost && ((row: number) => boost(item[row]!));
    const forest = query.placement === "personal" && visits.length > 0 ? this.#forest : undefined;
    const { scores, ahead } = forest?.score(candidates, { visits, habits, audience }, factor) ?? {
      scores: blend,
      ahead: undefined,
    };
    // Those of the first stage are in order already, but for what is due.
    const inOrder = scores === blend && due.length === 0;
    const order = inOrder
      ? Array.from(scores.keys())
      : this.#finalOrder.find(scores, shownOf(query), ahead, factor);
    return { candidates, visits, habits, audience, scores, order, ranked: ahead?.length ?? size };
  }

  /**
   * Feature rows of candidates that `rank` returned, of all or those in `rows`: `Float32Array` of rows ×
   * `FEATURES.length`, row-major.
   */
  features(
    { candidates, ...customer }: Ranking,
    rows: readonly number[] = Array.from({ length: candidates.size }, (_, row) => row),
  ): Float32Array {
    return featureRows(this.#sources, customer, candidates, rows);
  }

  /** Compiles rules that hold for many queries, those that show `variants`; valid until the catalogue changes. */
  compileStanding(rules: StandingRules, variants: Variants = "one"): Standing {
    return compileStanding(this.#catalogue, rules, variants);
  }

  /** How alike two items are by content, 0 to 1. */
  similarity(a: number, b: number): number {
    return Math.min(1, cosine(this.#newcomers.vectorOf(a), this.#newcomers.vectorOf(b)));
  }

  /** The `limit` strongest edges of each graph from and to an item's product. */
  neighboursOf(index: number, limit: number): Neighbours {
    const { adjacency } = this.#model;
    return neighboursOf(adjacency, this.#newcomers.edges(), this.fittedProductOf(index), limit);
  }

  /** Another number whenever trends may have changed. */
  get trendVersion(): number {
    return this.#orders.trendVersion;
  }

  /** Makes trends those of the last hours: `masses` are weighed events by item index. */
  followTrend(masses: ReadonlyMap<number, number>): void {
    const ofProducts = new Map<number, number>();
    for (const [item, mass] of masses) {
      const product = this.fittedProductOf(item);
      ofProducts.set(product, (ofProducts.get(product) ?? 0) + mass);
    }
    this.#orders.followTrend(ofProducts, this.#catalogue.size);
  }

  /** The item that stands for an item's product. */
  productOf(index: number): number {
    return this.#catalogue.groups.productOf(index);
  }

  /** All variants of an item's product, itself included; those that were removed among them. */
  variantsOf(index: number): readonly number[] {
    return this.#catalogue.groups.variantsOf(index) ?? [index];
  }

  /** The item that the model knows an item's product by, or the item itself. */
  fittedProductOf(index: number): number {
    const { items, variants } = this.#model;
    const known = index < items ? index : this.#catalogue.groups.productOf(index);
    return variants?.product[known] ?? known;
  }

  #ask(query: Query): Asked {
    const catalogue = this.#catalogue;
    const { groups } = catalogue;
    const { variants = "one", history, taken = [] } = query;
    const habits = this.#habitsOf(query);
    const due = habits.due.map(({ item }) => item);
    const out = ruledOut(query, catalogue, due);
    // Who does not want to see a product wants none of its variants.
    const unwanted = variants === "all" ? [] : (query.rules?.filter?.excludeItems ?? []);
    const excluded =
      groups.any && unwanted.length > 0
        ? out.union(new Set(unwanted.map((item) => groups.productOf(item))))
        : out;
    const marks = this.#excluded.set(excluded, catalogue.size);
    const kinds = this.#factorsOf(query, habits);
    const compiled = compileRules(catalogue, query.rules, marks, kinds);
    const model = this.#model;
    const taste: VariantTaste = {
      liking: likingOf(catalogue, [history, taken], model.recipe.history.eventWeights),
      sales: (item) => model.variants?.occurrences[item] ?? model.occurrences[item] ?? 0,
    };
    return { habits, kinds, rules: rulesForProducts(groups, compiled, taste, variants) };
  }

  #habitsOf(query: Query): Habits {
    if (query.placement !== "personal") return NO_HABITS;
    if (!this.#hasHabits) return { ...NO_HABITS, idle: idleOf(query) };
    return habitsOf(query, this.#model.repurchase, this.#kinds, (item) => this.fittedProductOf(item));
  }

  /** What kinds of products say of all items: those that go with a cart, and those that the customer has got. */
  #factorsOf({ placement, history }: Query, { kept }: Habits): Factors | undefined {
    if (placement !== "cart" && placement !== "bought-together")
      return kept && { factorOf: kept, greatest: 1 };
    const cart = history.map(({ item }) => item);
    return companionsOf(cart, this.#model.companions, this.#kinds);
  }

  #poolSize(query: Query): number {
    if (this.#forest === undefined || query.placement !== "personal") return shownOf(query);
    return Math.max(query.limit, MIN_CANDIDATES, this.#model.recipe.ranker.candidates);
  }

  #collect(visits: readonly Visit[]): Votes {
    const votes = this.#votes;
    const model = this.#model;
    votes.ensure(this.#catalogue.size);
    for (const { item, weight } of visits) {
      if (weight === 0) continue;
      if (item < model.items) votes.addRow(model.adjacency, item, weight);
      const added = this.#newcomers.edgesOf(item);
      if (added === undefined) continue;
      for (let slot = 0; slot < added.targets.length; slot++)
        votes.addContent(added.targets[slot]!, weight * added.weights[slot]!);
    }
    return votes;
  }
}

const NO_ITEMS = new Uint32Array(0);
const ALL_RELATED: Model["related"] = { offsets: new Uint32Array(1), targets: new Uint16Array(0) };

/** Of how many candidates, in order, a list is made. */
function shownOf({ limit, rules }: Query): number {
  return (rules?.diversity ?? 0) > 0 ? diversityPool(limit) : limit;
}

/** Whether anything in the history led to a candidate. */
function isRelated({ transitions, cooccurrence, content }: Candidates, at: number): boolean {
  return transitions[at]! > 0 || cooccurrence[at]! > 0 || content[at]! > 0;
}

function strategyOf(query: Query, visits: readonly Visit[]): Strategy {
  if (query.placement !== "personal") return query.placement;
  return visits.length > 0 ? "personalised" : "popular";
}
