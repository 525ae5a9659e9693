// Drops old events from Postgres: months are whole partitions, dropped once what else knows of their events is gone.
import { dropAttributesOfGone } from "../queries/attributes.ts";
import { dropItemsBefore } from "../queries/customer-items.ts";
import { uncountActivity } from "../queries/customers.ts";
import { erasedEvents } from "../queries/erasure.ts";
import { startOfMonth } from "../queries/month.ts";
import type { Database, Query } from "../queries/query.ts";
import { takeNumbers } from "../queries/statements.ts";
import { deleteIds } from "./events.ts";
import { EARLY, endOf, listPartitions } from "./months.ts";

/** Events of one step: nothing is recorded during it. */
const STEP = 5_000;

/** See `Store`. */
export async function dropMonthsBefore({ read, write }: Database, time: number): Promise<number> {
  const cut = startOfMonth(time);
  const months = (await listPartitions(read)).filter((name) => endOf(name) <= cut);
  let dropped = 0;
  for (const name of [EARLY, ...months]) {
    // Step by step while there is much, and what came meanwhile together with the partition.
    for (let count = STEP; count === STEP; dropped += count)
      count = await write((query) => dropStep(query, name, cut));
    if (name === EARLY) continue;
    dropped += await write(async (query) => {
      let last = 0;
      for (let count = STEP; count === STEP; last += count) count = await dropStep(query, name, cut);
      await query(`DROP TABLE ${name}`);
      return last;
    });
  }
  return dropped;
}

/** Inside a transaction: drops some events of a partition from before `cut`; returns how many. */
async function dropStep(query: Query, partition: string, cut: number): Promise<number> {
  // Nothing is recorded or erased meanwhile.
  await takeNumbers(query, "event_seq", 0);
  const isErased = await erasedEvents(query);
  const rows = await query<{ seq: number; event_id: string; customer_id: string; occurred_at: number }>(
    `DELETE FROM ${partition} WHERE seq IN (SELECT seq FROM ${partition} WHERE occurred_at < ? ORDER BY seq LIMIT ${STEP})
     RETURNING seq, event_id, customer_id, occurred_at`,
    [cut],
  );
  await deleteIds(
    query,
    rows.map((row) => row.event_id),
  );
  await uncountActivity(
    query,
    // Those of an erased customer do not count any more.
    rows
      .filter((row) => !isErased(row.customer_id, row.seq))
      .map((row) => ({ customerId: row.customer_id, occurredAt: row.occurred_at })),
  );
  const customerIds = rows.map((row) => row.customer_id);
  await dropItemsBefore(query, customerIds, cut);
  await dropAttributesOfGone(query, customerIds);
  return rows.length;
}
