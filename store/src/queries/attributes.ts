// What the shop says of customers beside what they do.
import { MAX_ATTRIBUTES } from "@aisle/contract";
import { type Attributes, type CustomerAttributes, StoreError } from "../store.ts";
import type { Query } from "./query.ts";
import { chunks, takeNumbers } from "./statements.ts";

interface Row {
  readonly customer_id: string;
  readonly attributes: string;
}

/** Inside a transaction. Of a customer given twice, the last one counts. */
export async function putAttributes(
  query: Query,
  customers: readonly CustomerAttributes[],
  mode: "replace" | "merge",
): Promise<void> {
  // Nobody else writes meanwhile, and what was kept of these customers' activity is out of date.
  const seq = await takeNumbers(query, "event_seq", 1);
  const last = new Map(customers.map(({ customerId, attributes }) => [customerId, attributes]));
  for (const chunk of chunks([...last])) {
    const ids = query.dialect.oneOf(chunk.map(([customerId]) => customerId));
    const known = mode === "merge" ? await attributesOf(query, ids) : new Map<string, Attributes>();
    const merged = chunk.map(
      ([customerId, attributes]) => [customerId, { ...known.get(customerId), ...attributes }] as const,
    );
    requireFew(merged);
    await query(`DELETE FROM customer_attributes WHERE customer_id ${ids.text}`, ids.values);
    const filled = merged.filter(([, attributes]) => Object.keys(attributes).length > 0);
    if (filled.length > 0) {
      const rows = query.dialect.rows(
        ["text", "text"],
        filled.map(([customerId, attributes]) => [customerId, JSON.stringify(attributes)]),
      );
      await query(`INSERT INTO customer_attributes (customer_id, attributes) ${rows.text}`, rows.values);
    }
    await query(`UPDATE customers SET last_seq = ? WHERE customer_id ${ids.text}`, [seq, ...ids.values]);
  }
}

function requireFew(customers: readonly (readonly [customerId: string, attributes: Attributes])[]): void {
  const over = customers.find(([, attributes]) => Object.keys(attributes).length > MAX_ATTRIBUTES);
  if (over === undefined) return;
  throw new StoreError(
    "invalid",
    `a customer would have ${Object.keys(over[1]).length} attributes, and ${MAX_ATTRIBUTES} are kept: replace them by those that matter`,
  );
}

async function attributesOf(
  query: Query,
  ids: ReturnType<Query["dialect"]["oneOf"]>,
): Promise<Map<string, Attributes>> {
  const rows = await query<Row>(
    `SELECT customer_id, attributes FROM customer_attributes WHERE customer_id ${ids.text}`,
    ids.values,
  );
  return new Map(rows.map((row) => [row.customer_id, parsed(row)]));
}

export async function attributes(query: Query, customerId: string): Promise<Attributes | undefined> {
  const [row] = await query<Row>(
    "SELECT customer_id, attributes FROM customer_attributes WHERE customer_id = ?",
    [customerId],
  );
  return row && parsed(row);
}

export async function readAttributes(
  query: Query,
  after: string,
  limit: number,
): Promise<CustomerAttributes[]> {
  const rows = await query<Row>(
    "SELECT customer_id, attributes FROM customer_attributes WHERE customer_id > ? ORDER BY customer_id LIMIT ?",
    [after, limit],
  );
  return rows.map((row) => ({ customerId: row.customer_id, attributes: parsed(row) }));
}

/** Inside the transaction that dropped events of these customers: nothing stays of those who have no others. */
export async function dropAttributesOfGone(query: Query, customerIds: Iterable<string>): Promise<void> {
  for (const chunk of chunks([...new Set(customerIds)])) {
    const ids = query.dialect.oneOf(chunk);
    await query(
      `DELETE FROM customer_attributes WHERE customer_id ${ids.text} AND NOT EXISTS
         (SELECT 1 FROM customers WHERE customers.customer_id = customer_attributes.customer_id)`,
      ids.values,
    );
  }
}

const parsed = ({ attributes }: Row): Attributes => JSON.parse(attributes) as Attributes;
