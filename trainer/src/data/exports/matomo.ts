// Matomo: visits with their actions, as its method `Live.getLastVisitsDetails` gives them as JSON.
import type { Field } from "../reading/fields.ts";
import { jsonColumns, type Relation } from "../reading/relation.ts";
import type { ExportKind } from "./export.ts";

/** What we call a product that was looked at is `view`; of a cart that was left, the newest state is kept. */
const TYPES = {
  view: "view",
  ecommerceOrder: "purchase",
  ecommerceAbandonedCart: "cart",
  "*": "ignore",
} as const;

const NAMES = ["customer", "item", "time", "type", "quantity", "title", "category", "price"] as const;

export const matomo: ExportKind = {
  preset: "matomo",
  name: "Matomo visits",
  formats: ["json"],
  marks: ["idVisit", "visitorId", "actionDetails"],
  tables: [
    {
      names: [],
      source: (file) => {
        const relation = itemsOfActions(file);
        const { column } = relation;
        const fields: Field[] = [
          {
            name: "customerId",
            kind: "customer",
            columns: [{ ...column("customer"), name: "userId, visitorId" }],
          },
          { name: "itemId", kind: "id", columns: [{ ...column("item"), name: "itemSKU, productViewSku" }] },
          { name: "timestamp", kind: "time", columns: [{ ...column("time"), name: "timestamp" }] },
          { name: "type", kind: "type", columns: [column("type")] },
          { name: "value", kind: "value", columns: [column("quantity")] },
        ];
        return { table: "events", relation, fields, conventions: { types: TYPES, decimal: "." } };
      },
    },
    {
      names: [],
      source: (file) => {
        const all = itemsOfActions(file);
        const relation = { ...all, from: `(select * from ${all.from} where doc ->> '$.item' is not null)` };
        const { column } = all;
        const fields: Field[] = [
          { name: "itemId", kind: "id", columns: [{ ...column("item"), name: "itemSKU, productViewSku" }] },
          {
            name: "title",
            kind: "title",
            columns: [{ ...column("title"), name: "itemName, productViewName" }],
          },
          { name: "categories", kind: "labels", columns: [{ ...column("category"), name: "itemCategory" }] },
          { name: "price", kind: "price", columns: [column("price")] },
        ];
        return { table: "items", relation, fields, conventions: { decimal: "." } };
      },
    },
  ],
};

/** A row for each item of each action, and one for an action without items; a line that is no visit stays one row. */
function itemsOfActions(file: Relation): Relation {
  const list = (value: string): string =>
    `case when json_array_length(${value}) > 0 then try_cast(${value} as json[]) else [null] end`;
  const actions = `select place, line, doc as visit, unnest(${list("doc -> '$.actionDetails'")}) as action from ${file.from}`;
  const items = `select *, unnest(${list("action -> '$.itemDetails'")}) as item from (${actions})`;
  const first = (...paths: readonly string[]): string => `coalesce(${paths.join(", ")})`;
  const values = {
    customer: "coalesce(nullif(visit ->> '$.userId', ''), visit ->> '$.visitorId')",
    item: first("item ->> '$.itemSKU'", "nullif(action ->> '$.productViewSku', '')"),
    time: "action ->> '$.timestamp'",
    // A page of a product is an ordinary action with the product beside it.
    type: "case when nullif(action ->> '$.productViewSku', '') is not null then 'view' else coalesce(action ->> '$.type', 'visit') end",
    quantity: "item ->> '$.quantity'",
    title: first("item ->> '$.itemName'", "action ->> '$.productViewName'"),
    category: first(
      "item -> '$.categories'",
      "to_json(item ->> '$.itemCategory')",
      "action -> '$.productViewCategories'",
    ),
    price: first("item ->> '$.price'", "action ->> '$.productViewPrice'"),
  };
  const pairs = NAMES.map((name) => `'${name}', ${values[name]}`).join(", ");
  const source = `select place, line, case when visit is not null then json_object(${pairs}) end as doc from (${items})`;
  return { ...file, ...jsonColumns(source, NAMES), columns: NAMES };
}
