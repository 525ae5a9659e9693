// Where the holdout begins: on fresh data when there is enough of it, else at the newest end of all data.
import { type EventType, eventCode, type Interactions } from "@aisle/recommender";
import { betweenTimes, type TimeCuts, timeQuantile } from "../data/split.ts";
import { type DatedCase, openCases } from "./cases.ts";

export interface Windows extends TimeCuts {
  /** The champion has seen nothing of the holdout. */
  readonly freshForChampion: boolean;
  /** Event types that count as taking an item. */
  readonly takenTypes: readonly EventType[];
}

/** Shares of the events before the holdout when it is the newest end of all data: as small a holdout as is enough. */
const HISTORY_SHARES = [0.94, 0.9, 0.85, 0.8, 0.7];

/** Share of the events before the holdout that come before the ranker's labels; the labels must be enough to learn from. */
const BEFORE_LABELS_SHARE = 0.88;

/** Of the events after the champion's data, this share is left for the challenger to learn from. */
const LEARNING_SHARE = 0.4;

/** Days; each weekday has its say. */
const WEEK = 7;

/** Fewer new events than this share of all are too few: the strays that a fit leaves out are a tenth of it. */
const LEAST_FRESH_SHARE = 0.01;

/**
 * Chooses the windows. `championDataEnd` (unix seconds) is the time of the newest event that the champion was fitted
 * on; there is enough after it when at least `minCustomers` customers took something in the part held out, on at least
 * `minDays` days. A holdout at the newest end grows, within reason, until it has as many customers, and a week where days
 * count. Cuts lie on whole seconds: in data that knows only the
 * day, milliseconds keep the order of one customer's events and say nothing of who came first. Throws `RangeError`
 * without interactions, and when a holdout of enough customers has none before it.
 */
export function chooseWindows(
  interactions: Interactions,
  championDataEnd: number | undefined,
  minCustomers: number,
  minDays = 0,
): Windows {
  const takenTypes = takenTypesOf(interactions);
  const isEnough = (start: number, leastDays: number): boolean => {
    const cases = casesFrom(interactions, start, takenTypes);
    return cases.length >= minCustomers && new Set(cases.flatMap(({ days }) => days)).size >= leastDays;
  };
  const fresh = championDataEnd === undefined ? undefined : freshHoldout(interactions, championDataEnd);
  if (fresh !== undefined && isEnough(fresh, minDays)) {
    return {
      freshForChampion: true,
      holdoutStart: fresh,
      labelsStart: labelsBefore(interactions, fresh),
      takenTypes,
    };
  }
  const starts = HISTORY_SHARES.map((share) => Math.floor(timeQuantile(interactions, share)));
  const holdoutStart =
    starts.find((start) => isEnough(start, minDays === 0 ? 0 : Math.max(minDays, WEEK))) ??
    starts.find((start) => isEnough(start, minDays)) ??
    starts.at(-1)!;
  if (
    !interactions.time.some((time) => time < holdoutStart) &&
    casesFrom(interactions, holdoutStart, takenTypes).length >= minCustomers
  ) {
    const when = new Date(holdoutStart * 1000).toISOString();
    throw new RangeError(
      `nearly all events happened at once, at ${when}: there is no past to learn from. Look at the times in the data`,
    );
  }
  return {
    freshForChampion: false,
    holdoutStart,
    labelsStart: labelsBefore(interactions, holdoutStart),
    takenTypes,
  };
}

/** Purchases and carts where the shop records them, else everything but hiding. */
export function takenTypesOf(interactions: Interactions): readonly EventType[] {
  const recorded = interactions.type.some((type) => type === eventCode.purchase || type === eventCode.cart);
  return recorded ? ["purchase", "cart"] : ["view", "click", "rating"];
}

function freshHoldout(interactions: Interactions, championDataEnd: number): number | undefined {
  // The first instant after the champion's newest event: event times are whole milliseconds.
  const since = betweenTimes(interactions, championDataEnd + 0.0005, Infinity);
  if (since.item.length < LEAST_FRESH_SHARE * interactions.item.length) return undefined;
  return Math.max(championDataEnd + 0.0005, Math.floor(timeQuantile(since, LEARNING_SHARE)));
}

function casesFrom(
  interactions: Interactions,
  start: number,
  takenTypes: readonly EventType[],
): readonly DatedCase[] {
  const before = betweenTimes(interactions, -Infinity, start);
  return openCases(before, betweenTimes(interactions, start, Infinity), takenTypes);
}

function labelsBefore(interactions: Interactions, holdoutStart: number): number {
  const before = betweenTimes(interactions, -Infinity, holdoutStart);
  return before.item.length === 0 ? holdoutStart : Math.floor(timeQuantile(before, BEFORE_LABELS_SHARE));
}
