// The layout of Aisle's own shop files: `items.jsonl`, `interactions.csv` and, where there is one, `customers.csv`.
import { AttributeName, MAX_ATTRIBUTES } from "@aisle/contract";
import { join } from "node:path";
import * as v from "valibot";
import type { Field } from "../reading/fields.ts";
import { DataError } from "../errors.ts";
import { ATTRIBUTE, type Reading, readTable } from "../reading/read-table.ts";
import { openCsv, openJson, requireColumns } from "../reading/relation.ts";
import { type Layout, type LoadContext, reading } from "./layout.ts";

const ITEM_FIELDS = {
  itemId: ["item_id", "id"],
  groupId: ["groupId", "id"],
  title: ["title", "title"],
  brand: ["brand", "label"],
  categories: ["categories", "labels"],
  attributes: ["attributes", "labels"],
  price: ["price", "price"],
  stock: ["stock", "stock"],
  hidden: ["hidden", "boolean"],
  url: ["url", "address"],
  imageUrl: ["imageUrl", "address"],
} as const;

const CUSTOMERS_FILE = "customers.csv";
const CUSTOMER_COLUMN = "user_id";

const REQUIRED = {
  customerId: ["user_id", "customer"],
  itemId: ["item_id", "id"],
  timestamp: ["timestamp", "time"],
} as const;
const OPTIONAL = {
  seq: ["seq_pos", "order"],
  type: ["event_type", "type"],
  value: ["value", "value"],
} as const;

export const shopFiles: Layout = {
  name: "shop files",
  accepts: `items.jsonl and interactions.csv, perhaps ${CUSTOMERS_FILE}`,
  matches: (files) => files.includes("items.jsonl") && files.includes("interactions.csv"),
  load: async (context) => {
    const { db, dir, files, scratch } = context;
    const itemsPath = join(dir, "items.jsonl");
    const items = await reading(itemsPath, async () => {
      const keys = Object.values(ITEM_FIELDS).map(([key]) => key);
      const relation = await openJson(itemsPath, keys, { scratch });
      const fields = fieldsOf(Object.entries(ITEM_FIELDS), relation.column);
      return await readTable(db, { table: "items", relation, fields, conventions: {} }, 0);
    });
    const eventsPath = join(dir, "interactions.csv");
    const events = await reading(eventsPath, async () => {
      const relation = await openCsv(eventsPath, { quote: '"' }, { scratch });
      requireColumns(
        relation,
        Object.values(REQUIRED).map(([column]) => [column]),
      );
      const optional = Object.entries(OPTIONAL).filter(([, [column]]) => relation.has(column));
      const fields = fieldsOf([...Object.entries(REQUIRED), ...optional], relation.column);
      return await readTable(db, { table: "events", relation, fields, conventions: {} }, 1);
    });
    const customers = files.includes(CUSTOMERS_FILE) ? [await loadCustomers(context)] : [];
    return { readings: [items, events, ...customers], catalogue: { fields: Object.keys(ITEM_FIELDS) } };
  },
};

/** Each column but the first is an attribute. */
async function loadCustomers({ db, dir, scratch }: LoadContext): Promise<Reading> {
  const path = join(dir, CUSTOMERS_FILE);
  return await reading(path, async () => {
    const relation = await openCsv(path, { quote: '"' }, { scratch });
    requireColumns(relation, [[CUSTOMER_COLUMN]]);
    const names = (relation.columns ?? []).filter((name) => name !== CUSTOMER_COLUMN);
    requireAttributes(names);
    const fields = fieldsOf(
      [
        ["customerId", [CUSTOMER_COLUMN, "customer"]],
        ...names.map((name) => [`${ATTRIBUTE}${name}`, [name, "attribute"]] as const),
      ],
      relation.column,
    );
    return await readTable(db, { table: "customers", relation, fields, conventions: {} }, 2);
  });
}

function requireAttributes(names: readonly string[]): void {
  const bad = names.find((name) => !v.is(AttributeName, name));
  if (bad === undefined && names.length > 0 && names.length <= MAX_ATTRIBUTES) return;
  throw new DataError(
    "missing-columns",
    bad === undefined
      ? `${CUSTOMERS_FILE} has ${names.length} columns beside ${CUSTOMER_COLUMN}, and 1 to ${MAX_ATTRIBUTES} attributes are read`
      : `${CUSTOMERS_FILE}: the column ${JSON.stringify(bad)} is no name of an attribute: up to 32 small letters, digits and _, a letter first`,
  );
}

function fieldsOf(
  entries: readonly (readonly [string, readonly [string, Field["kind"]]])[],
  column: (name: string) => Field["columns"][number],
): Field[] {
  return entries.map(([name, [key, kind]]) => ({ name, kind, columns: [column(key)] }));
}
