// Reads texts as one field of a file does.
import { literals, rows, withDuckDb } from "../duckdb.ts";
import { columnFacts } from "./column-facts.ts";
import { type Conventions, type Field, type Kind, valueOf, names } from "./fields.ts";
import { rowsOf } from "./read-table.ts";
import type { Relation } from "./relation.ts";

/** The value of each text, null where it is not what the field should be. Throws `DataError` "ambiguous". */
export async function readTexts(
  kind: Kind,
  texts: readonly string[],
  conventions: Conventions = {},
  isNumber = false,
): Promise<unknown[]> {
  return await withDuckDb(async (db) => {
    const relation: Relation = {
      file: "file.csv",
      path: "file.csv",
      from: `(select unnest(${literals(texts)}) as t, unnest(range(${texts.length})) + 2 as place)`,
      placeName: "line",
      rejects: [],
      has: () => true,
      column: (name) => ({ name, text: "t", isNumber: String(isNumber) }),
    };
    const field: Field = { name: "column", kind, columns: [relation.column("column")] };
    const from = rowsOf({ table: "items", relation, fields: [field], conventions });
    const { found } = await columnFacts(db, relation, from, [field], conventions);
    const value = valueOf(field, conventions, found.get("column") ?? {});
    const read = await rows<{ value: unknown }>(
      db,
      `select ${kind === "time" ? `(${value})::double` : value} as value, ${names("column").raw} from ${from} order by place`,
    );
    return read.map(({ value }) => value);
  });
}
