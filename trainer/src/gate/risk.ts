// How much risk of promoting a model that is no better one look may take: so much a year, however often somebody looks.
import { TAIL } from "./interval.ts";

/** How many models that are no better may be promoted in a year of the shop's data, on average. */
export const MAX_FALSE_PROMOTIONS_PER_YEAR = 1;

/** However long nobody looked. A shop without a past begins with it. */
export const MAX_SAVED = 2 * TAIL;

/** What is left when nothing is: one in a million looks. */
const MIN_RISK = 1e-6;

const YEAR_DAYS = 365;
const DAY_SECONDS = 86_400;

/** What earlier looks have left. */
export interface RiskAccount {
  /** Probability that is still to be spent, 0 to `MAX_SAVED`. */
  readonly saved: number;
  /** Where the data ended that were looked at last, in unix seconds. */
  readonly dataEnd: number;
}

/** What one decision may risk. */
export interface Look {
  /** The probability with which a challenger that is no better may pass. */
  readonly risk: number;
  /** Days of data since the look before; undefined for a first one, and where there are no newer data. */
  readonly everyDays: number | undefined;
  /** How many challengers that are no better a year of looks at this pace promotes, on average; without a pace, at most. */
  readonly perYear: number;
  /** What is left when it was taken. */
  readonly after: RiskAccount;
  /** What is left when it was not, because there was too little to test. */
  readonly untaken: RiskAccount;
}

/**
 * A look at data that end at `dataEnd` (unix seconds). Alpha-investing (Foster and Stine, Journal of the Royal Statistical
 * Society B 2008) whose income is time and not success: each day of new data adds a 365th of
 * `MAX_FALSE_PROMOTIONS_PER_YEAR`, and a look spends half of what is saved, at most 2.5 %. What is spent does not depend on
 * what was seen, so the expected number of false promotions is at most the sum, however much the looks have in common.
 */
export function nextLook(before: RiskAccount | undefined, dataEnd: number): Look {
  const days = before === undefined ? 0 : Math.max(0, dataEnd - before.dataEnd) / DAY_SECONDS;
  const income = (days * MAX_FALSE_PROMOTIONS_PER_YEAR) / YEAR_DAYS;
  const saved = Math.min(MAX_SAVED, (before?.saved ?? MAX_SAVED) + income);
  const risk = Math.max(MIN_RISK, Math.min(TAIL, saved / 2));
  const end = Math.max(dataEnd, before?.dataEnd ?? dataEnd);
  return {
    risk,
    everyDays: days > 0 ? days : undefined,
    perYear:
      days > 0 ? Math.min(MAX_FALSE_PROMOTIONS_PER_YEAR, unspent(days)) : MAX_FALSE_PROMOTIONS_PER_YEAR,
    after: { saved: Math.max(0, saved - risk), dataEnd: end },
    untaken: { saved, dataEnd: end },
  };
}

/** One sentence for people. */
export function describeLook({ risk, everyDays, perYear }: Look): string {
  const taken = `a challenger that is no better passes with a probability of ${percent(risk)}`;
  if (everyDays === undefined)
    return `${taken}; all looks of a year promote at most ${number(perYear)} of them, on average`;
  return (
    `${taken}; looks every ${number(everyDays)} days promote ${number(perYear)} of them a year, on average ` +
    `(${number(unspent(everyDays))} if each risked ${percent(TAIL)})`
  );
}

/** What looks every so many days would promote in a year if each took the most that one may. */
function unspent(days: number): number {
  return (TAIL * YEAR_DAYS) / days;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(2)));
}
