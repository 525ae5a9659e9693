// What came of the simulated days, counted and written out.
import type { Calendar } from "./calendar.ts";

export interface DayTally {
  /** Visits of one customer. */
  sessions: number;
  /** Entries of recommendation lists that were shown. */
  impressions: number;
  clicks: number;
  /** All views, carts and purchases, with and without a recommendation. */
  views: number;
  carts: number;
  purchases: number;
  /** Purchases of what was clicked in a recommendation. */
  recommendedPurchases: number;
}

export interface DaySummary extends DayTally {
  /** Such as `2025-05-01`. */
  readonly date: string;
}

export interface Summary {
  readonly days: readonly DaySummary[];
  readonly totals: DayTally & { readonly clickThroughRate: number };
  /** Customers who came for the first time. */
  readonly newcomers: number;
  readonly newItems: number;
  /** Visitors whose taste had drifted to the trend. */
  readonly followers: number;
  readonly events: Readonly<EventCounts>;
}

/** What the API made of the events. */
export interface EventCounts {
  accepted: number;
  duplicates: number;
  rejected: number;
}

/** What to know about the dates of the lines; empty when they are the shop's own. */
export function calendarLines({ squeezed }: Calendar): string[] {
  if (squeezed === undefined) return [];
  const text = (time: number) => `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return [
    `The shop's data reach to ${text(squeezed.from)}, so these days pass faster: all are recorded by ${text(squeezed.to)}.`,
  ];
}

const TALLIED = Object.keys(emptyTally()) as readonly (keyof DayTally)[];

export function emptyTally(): DayTally {
  return {
    sessions: 0,
    impressions: 0,
    clicks: 0,
    views: 0,
    carts: 0,
    purchases: 0,
    recommendedPurchases: 0,
  };
}

export function addTally(to: DayTally, more: DayTally): void {
  for (const name of TALLIED) to[name] += more[name];
}

/** Clicks over impressions; 0 when nothing was shown. */
function clickThroughRate({ clicks, impressions }: DayTally): number {
  return impressions === 0 ? 0 : clicks / impressions;
}

/** The summary of all `days`. */
export function summarise(
  days: readonly DaySummary[],
  rest: Pick<Summary, "events" | "followers" | "newcomers" | "newItems">,
): Summary {
  const totals = emptyTally();
  for (const day of days) addTally(totals, day);
  return { days, totals: { ...totals, clickThroughRate: clickThroughRate(totals) }, ...rest };
}

const COLUMNS = ["date", "sessions", "impressions", "clicks", "CTR", "views", "carts", "purchases"] as const;

/** One line of the table; `date` is also the word for the totals. */
function row(date: string, tally: DayTally): string {
  const { sessions, impressions, clicks, views, carts, purchases } = tally;
  const ctr = `${(100 * clickThroughRate(tally)).toFixed(1)}%`;
  return line([date, sessions, impressions, clicks, ctr, views, carts, purchases]);
}

function line(cells: readonly (string | number)[]): string {
  return cells.map((cell, i) => String(cell).padStart(i === 0 ? 10 : COLUMNS[i]!.length + 2)).join("");
}

export const tableHead: string = line(COLUMNS);

export function dayLine(day: DaySummary): string {
  return row(day.date, day);
}

/** The lines that close a simulation. */
export function totalLines(summary: Summary): string[] {
  const { totals, newcomers, newItems, followers, events } = summary;
  return [
    row("total", totals),
    `${newcomers} new customers, ${newItems} new items, ${followers} customers followed the trend; ` +
      `${totals.recommendedPurchases} of ${totals.purchases} purchases came from recommendations`,
    `${events.accepted} events recorded, ${events.duplicates} already known, ${events.rejected} rejected`,
  ];
}
