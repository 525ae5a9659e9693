// Drops old events from Postgres: whole partitions, once what else knows of their events is gone.
import { uncountActivity } from "../queries/customers.ts";
import { startOfMonth } from "../queries/month.ts";
import type { Database, Query } from "../queries/query.ts";
import { takeNumbers } from "../queries/statements.ts";
import { deleteIds } from "./events.ts";
import { endOf } from "./months.ts";

/** Events of one step: nothing is recorded during it. */
const STEP = 5_000;

/** See `Store`. */
export async function dropMonthsBefore({ read, write }: Database, time: number): Promise<number> {
  const cut = startOfMonth(time);
  const partitions = await read<{ name: string }>(
    `SELECT relname::text AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent = 'events'::regclass ORDER BY relname`,
  );
  let dropped = 0;
  for (const { name } of partitions.filter(({ name }) => endOf(name) <= cut)) {
    // Step by step while there is much, and what came meanwhile together with the partition.
    for (let count = STEP; count === STEP; dropped += count)
      count = await write((query) => dropStep(query, name));
    dropped += await write(async (query) => {
      let last = 0;
      for (let count = STEP; count === STEP; last += count) count = await dropStep(query, name);
      await query(`DROP TABLE ${name}`);
      return last;
    });
  }
  return dropped;
}

/** Inside a transaction: drops some events of a partition; returns how many. */
async function dropStep(query: Query, partition: string): Promise<number> {
  // Nothing is recorded or erased meanwhile.
  await takeNumbers(query, "event_seq", 0);
  const rows = await query<{ event_id: string; customer_id: string; occurred_at: number }>(
    `DELETE FROM ${partition} WHERE seq IN (SELECT seq FROM ${partition} ORDER BY seq LIMIT ${STEP})
     RETURNING event_id, customer_id, occurred_at`,
  );
  await deleteIds(
    query,
    rows.map((row) => row.event_id),
  );
  await uncountActivity(
    query,
    rows.map((row) => ({ customerId: row.customer_id, occurredAt: row.occurred_at })),
  );
  return rows.length;
}
