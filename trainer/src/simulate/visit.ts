// One simulated customer's visit: the home page's recommendations, their own browsing, a product page's row.
import type { Attributes, NewEvent, Recommendations } from "@aisle/client";
import { EVENT_TYPES, type EventType, eventCode } from "@aisle/recommender";
import { browse, cartChance, CHECKOUT } from "../shop/browse.ts";
import type { Random } from "../shop/random.ts";
import type { Person } from "../shop/person.ts";
import type { Taste } from "../shop/tastes.ts";
import { dateOf } from "./calendar.ts";
import { clicks, utility } from "./look.ts";
import type { Scene } from "./scene.ts";
import { type DayTally, emptyTally } from "./summary.ts";
import { onSale } from "./trend.ts";
import { browseTrend } from "./trend-visit.ts";

export interface Visitor {
  readonly customerId: string;
  /** Their needs change with what they buy. */
  readonly person: Person;
  /** What a page sees of them; absent where nobody knows. */
  readonly context?: Attributes;
}

export interface VisitResult {
  /** In the order in which they happened. */
  readonly events: NewEvent[];
  readonly tally: DayTally;
}

const HOME_LIST = 10;
const PRODUCT_PAGE_LIST = 6;
const ASKS_AT_HOME = 0.9;
const LOOKS_AT_SIMILAR = 0.3;
const BROWSES_AFTER_CLICK = 0.7;
/** Followers spend most, not all, of their visits on the trend. */
const FOLLOWER_ON_TREND = 0.8;
const TREND_WORTH = 2;
/** A click shows more intent than a view in passing. */
const CART_AFTER_CLICK = 2;

/** Plays one visit; equal answers of the API and equal random numbers make equal visits. */
export async function visit(
  scene: Scene,
  visitor: Visitor,
  day: number,
  random: Random,
): Promise<VisitResult> {
  const { world, trend, api } = scene;
  const { customerId, person, context } = visitor;
  const { needs } = person;
  const { taste, isGift } = person.on(day);
  const follows = trend.follows(customerId);
  const { events, tally, record } = journal(scene, visitor, day);
  const owns = (item: number) => needs.owns(item);
  const open = (item: number) => onSale(world.items[item]!) && scene.arrived(item, day);

  const lookAt = ({ items, recommendationId }: Recommendations, from: number): number => {
    tally.impressions += items.length;
    const shown = items.map(({ itemId }) => scene.index.get(itemId));
    const worth = shown.map((item) =>
      item === undefined
        ? -Infinity
        : worthOf(scene, taste, follows, item) + (isGift ? 0 : Math.log(needs.interest(item, day))),
    );
    const cart: number[] = [];
    let seconds = from;
    for (const position of clicks(worth, random)) {
      const item = shown[position]!;
      seconds += 5 + random.below(20);
      record(item, "click", seconds, recommendationId);
      record(item, "view", seconds, recommendationId);
      if (!random.chance(CART_AFTER_CLICK * cartChance(world, taste, item))) continue;
      seconds += 20 + random.below(60);
      cart.push(item);
      record(item, "cart", seconds, recommendationId);
    }
    if (cart.length > 0 && random.chance(CHECKOUT)) {
      seconds += 30 + random.below(120);
      for (const item of cart) record(item, "purchase", seconds, recommendationId);
    }
    return seconds;
  };

  let seconds = Math.floor(Math.min(21, Math.max(6, 16 + 4 * random.normal())) * 3600) + random.below(1800);
  if (random.chance(ASKS_AT_HOME)) {
    const question = {
      customerId,
      limit: HOME_LIST,
      explain: false,
      placement: "home",
      ...(context && { context }),
    };
    seconds = lookAt(await api.recommend(question), seconds) + 10;
  }
  let lastViewed: number | undefined;
  if (tally.clicks === 0 || random.chance(BROWSES_AFTER_CLICK)) {
    const emit = (item: number, type: number, at: number) => {
      if (type === eventCode.view) lastViewed = item;
      record(item, EVENT_TYPES[type]!, at);
    };
    seconds =
      follows && random.chance(FOLLOWER_ON_TREND)
        ? browseTrend(trend, (item) => open(item) && !owns(item), random, emit, seconds)
        : browse(world, { taste, needs: isGift ? undefined : needs, day, open, owns }, random, emit, seconds);
  }
  if (lastViewed !== undefined && random.chance(LOOKS_AT_SIMILAR)) {
    const question = { limit: PRODUCT_PAGE_LIST, explain: false, placement: "product" };
    lookAt(await api.similar(world.items[lastViewed]!.itemId, question), seconds + 10);
  }
  return { events, tally };
}

function worthOf({ world, trend }: Scene, taste: Taste, follows: boolean, item: number): number {
  return utility(world, taste, item) + (follows && trend.includes(item) ? TREND_WORTH : 0);
}

/** Collects the events of one visit and counts them. */
function journal(scene: Scene, { customerId, person }: Visitor, day: number) {
  const events: NewEvent[] = [];
  const tally = { ...emptyTally(), sessions: 1 };
  // Customer ids may be longer than event ids.
  const prefix = `sim-${scene.key.toString(36)}-${dateOf(day)}-${Bun.hash(customerId).toString(36)}`;
  const record = (item: number, type: EventType, seconds: number, recommendationId?: string) => {
    events.push({
      eventId: `${prefix}-${events.length}`,
      customerId,
      itemId: scene.world.items[item]!.itemId,
      type,
      occurredAt: scene.calendar.timeOf(day, seconds),
      ...(recommendationId === undefined ? {} : { recommendationId }),
    });
    if (type === "view") tally.views++;
    if (type === "click") tally.clicks++;
    if (type === "cart") tally.carts++;
    if (type !== "purchase") return;
    tally.purchases++;
    if (recommendationId !== undefined) tally.recommendedPurchases++;
    person.bought(item, day);
  };
  return { events, tally, record };
}
