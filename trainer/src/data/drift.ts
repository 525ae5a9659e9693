// How a snapshot differs from the one before: what came since, held against the four weeks before that.
import type { DuckDBConnection } from "@duckdb/node-api";
import { join } from "node:path";
import { literal, oneRow, rows } from "./duckdb.ts";
import { type Check, grouped, percent } from "./report.ts";
import type { Snapshot } from "./snapshot.ts";

export interface DriftLimits {
  /** Warn when the daily volume changed by more than this factor, up or down. Default 2. */
  readonly volumeFactor?: number;
  /** Warn when this share of the events changed their type (total variation). Default 0.15. */
  readonly typeShift?: number;
  /** Warn when this share of the events moved to other categories (total variation). Default 0.25. */
  readonly categoryShift?: number;
  /** Warn when more than this share of the catalogue is new. Default 0.2. */
  readonly newItems?: number;
  /** Warn when the median price of what customers act on changed by more than this share. Default 0.25. */
  readonly priceChange?: number;
}

const DAY = 86_400_000;
const BASELINE = 28 * DAY;

/**
 * Compares by the views `valid_events` and `valid_items` of the new snapshot. Drift is the world's business and never
 * stops a run: a `Check` is "ok" or "warning".
 */
export async function measureDrift(
  db: DuckDBConnection,
  previous: Snapshot,
  limits: DriftLimits,
): Promise<Check[]> {
  const cut = Date.parse(previous.window.to);
  await db.run(
    `create temp table compared as
     select *, case when occurred_at > ${cut} then 'now' else 'before' end as period
     from valid_events left join (select item_id, price, categories from valid_items) using (item_id)
     where occurred_at > ${cut - BASELINE}`,
  );
  const newItems = await newItemShare(db, previous, limits.newItems ?? 0.2);
  const periods = await rows<Period>(
    db,
    `select period, count(*)::double as events, min(occurred_at)::double as first, max(occurred_at)::double as last,
       median(price) as price from compared group by period`,
  );
  const before = periods.find(({ period }) => period === "before");
  const now = periods.find(({ period }) => period === "now");
  if (before === undefined || now === undefined) return [newItems];
  return [
    volume(before, now, cut, limits.volumeFactor ?? 2),
    await shift(db, "event mix", "unnest([type])", limits.typeShift ?? 0.15),
    await shift(db, "categories", "unnest(categories)", limits.categoryShift ?? 0.25),
    newItems,
    ...priceChange(before.price, now.price, limits.priceChange ?? 0.25),
  ];
}

interface Period {
  readonly period: "before" | "now";
  readonly events: number;
  readonly first: number;
  readonly last: number;
  readonly price: number | null;
}

function volume(before: Period, now: Period, cut: number, limit: number): Check {
  const perDay = (period: Period, from: number, to: number): number =>
    period.events / Math.max(1, (to - from) / DAY);
  const was = perDay(before, before.first, cut);
  const is = perDay(now, cut, now.last);
  const factor = is / was;
  return {
    name: "volume per day",
    isDrift: true,
    outcome: outcome(Math.max(factor, 1 / factor), limit),
    finding: `${grouped(Math.round(was))} → ${grouped(Math.round(is))} events per day`,
    value: factor,
    limit,
  };
}

/** Total variation between the shares of each value before and now, and the value that moved most. */
async function shift(db: DuckDBConnection, name: string, value: string, limit: number): Promise<Check> {
  const shares = await rows<{ value: string; was: number; is: number }>(
    db,
    `with counted as (select period, ${value} as value from compared),
       sums as (select value, count_if(period = 'before') as before, count_if(period = 'now') as now
         from counted group by value)
     select value, coalesce(before / nullif(sum(before) over (), 0), 0) as was,
       coalesce(now / nullif(sum(now) over (), 0), 0) as "is"
     from sums order by abs(now / nullif(sum(now) over (), 0) - before / nullif(sum(before) over (), 0)) desc, value`,
  );
  const variation = shares.reduce((sum, { was, is }) => sum + Math.abs(is - was), 0) / 2;
  const [most] = shares;
  const finding =
    most === undefined
      ? "nothing to compare"
      : `${percent(variation)} moved, most of all ${most.value}: ${percent(most.was)} → ${percent(most.is)}`;
  return { name, isDrift: true, outcome: outcome(variation, limit), finding, value: variation, limit };
}

async function newItemShare(db: DuckDBConnection, previous: Snapshot, limit: number): Promise<Check> {
  const { fresh, all } = await oneRow<{ fresh: number; all: number }>(
    db,
    `select count(*)::double as "all", count_if(item_id not in
       (select item_id from read_parquet(${literal(join(previous.dir, "items.parquet"))}) where item_id is not null)
     )::double as fresh from valid_items`,
  );
  const share = all === 0 ? 0 : fresh / all;
  return {
    name: "new items",
    isDrift: true,
    outcome: outcome(share, limit),
    finding: `${grouped(fresh)} of ${grouped(all)} items are new (${percent(share)})`,
    value: share,
    limit,
  };
}

function priceChange(was: number | null, is: number | null, limit: number): Check[] {
  if (was === null || is === null || was === 0) return [];
  const change = is / was - 1;
  return [
    {
      name: "median price",
      isDrift: true,
      outcome: outcome(Math.abs(change), limit),
      finding: `${was.toFixed(2)} → ${is.toFixed(2)} over what customers acted on`,
      value: change,
      limit,
    },
  ];
}

const outcome = (value: number, limit: number): "ok" | "warning" => (value > limit ? "warning" : "ok");
