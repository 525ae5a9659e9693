// The layout of Aisle's own shop files: `items.jsonl` and `interactions.csv`.
import { join } from "node:path";
import type { Field } from "../reading/fields.ts";
import { readTable } from "../reading/read-table.ts";
import { openCsv, openJson, requireColumns } from "../reading/relation.ts";
import { type Layout, reading } from "./layout.ts";

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
  accepts: "items.jsonl and interactions.csv",
  matches: (files) => files.includes("items.jsonl") && files.includes("interactions.csv"),
  load: async ({ db, dir, scratch }) => {
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
    return { readings: [items, events], catalogue: { fields: Object.keys(ITEM_FIELDS) } };
  },
};

function fieldsOf(
  entries: readonly (readonly [string, readonly [string, Field["kind"]]])[],
  column: (name: string) => Field["columns"][number],
): Field[] {
  return entries.map(([name, [key, kind]]) => ({ name, kind, columns: [column(key)] }));
}
