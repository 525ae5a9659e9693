// What the columns of a file say as wholes: the decimal sign, the order of days and months, the currency.
import type { DuckDBConnection } from "@duckdb/node-api";
import { oneRow } from "../duckdb.ts";
import { DataError } from "../errors.ts";
import { type Conventions, type Field, type Found, isDated, isId, isNumeric, names } from "./fields.ts";
import { currencyCode, currencyOf, type Decimal, type NumberKind } from "./numbers.ts";
import { shown } from "./rejects.ts";
import type { Relation } from "./relation.ts";
import type { DateOrder } from "./times.ts";

interface Witness {
  readonly raw: string;
  readonly place: number;
}
type Facts = Readonly<Record<string, number | string | boolean | readonly string[] | Witness | null>>;

/** The rows of a file, and what they say together. */
export interface ColumnFacts {
  /** All of them. */
  readonly rows: number;
  /** Those that are none. */
  readonly broken: number;
  /** Rows with a value, by field; broken and ignored ones do not count. */
  readonly filled: ReadonlyMap<string, number>;
  readonly found: ReadonlyMap<string, Found>;
}

/**
 * Reads the columns of `from`, which has `broken`, `is_kept` and those of `names` for each field. Throws `DataError`
 * "ambiguous" where a value could mean two things and no other in its column tells which, and where a column has
 * several currencies.
 */
export async function columnFacts(
  db: DuckDBConnection,
  relation: Relation,
  from: string,
  fields: readonly Field[],
  said: Conventions,
): Promise<ColumnFacts> {
  const asked = fields.flatMap((field) => questions(field, said));
  const facts = await oneRow<Facts>(
    db,
    `select count(*)::double as "all rows", count(broken)::double as "broken rows"${asked.map((each) => `, ${each}`).join("")} from ${from}`,
  );
  return {
    rows: facts["all rows"] as number,
    broken: facts["broken rows"] as number,
    filled: new Map(fields.map(({ name }) => [name, facts[`${name} filled`] as number])),
    found: new Map(fields.map((field) => [field.name, conclude(relation, field, said, facts)])),
  };
}

const COUNTED: readonly NumberKind[] = ["point", "comma", "point?", "comma?"];

function questions(field: Field, said: Conventions): string[] {
  const { raw, isNumber, parts, kind, dated } = names(field.name);
  const id = (fact: string): string => `"${field.name} ${fact}"`;
  const witness = (condition: string, fact: string, by = "place", which = "arg_min"): string =>
    `${which}(struct_pack(raw := ${raw}, place := place::double), ${by}) filter (is_kept and ${condition}) as ${id(fact)}`;
  const count = (condition: string, fact: string): string =>
    `(count(*) filter (is_kept and ${condition}))::double as ${id(fact)}`;
  const filled = count(`${raw} is not null`, "filled");
  if (isNumeric(field.kind))
    return [
      filled,
      ...COUNTED.map((each) => count(`not ${isNumber} and ${kind} = '${each}'`, each)),
      witness(`not ${isNumber} and ${kind} in ('point?', 'comma?')`, "witness"),
      `list(distinct ${currencyOf(parts)}) filter (is_kept and not ${isNumber} and ${kind} <> 'none') as ${id("currencies")}`,
      // One from each end of the alphabet, to show that they differ.
      witness(
        `not ${isNumber} and ${kind} <> 'none' and ${currencyOf(parts)} <> ''`,
        "first currency",
        `(${currencyOf(parts)}, place)`,
      ),
      witness(
        `not ${isNumber} and ${kind} <> 'none' and ${currencyOf(parts)} <> ''`,
        "last currency",
        `(${currencyOf(parts)}, place)`,
        "arg_max",
      ),
    ];
  if (isDated(field, said)) {
    const first = `try_cast(${dated}.a as integer)`;
    const second = `try_cast(${dated}.b as integer)`;
    return [
      filled,
      count(`${first} > 12`, "day-first"),
      count(`${second} > 12`, "month-first"),
      witness(`${first} <= 12 and ${second} <= 12 and ${first} <> ${second}`, "witness"),
    ];
  }
  if (isId(field.kind))
    return [
      filled,
      `coalesce(bool_and(regexp_full_match(${raw}, '\\d+\\.0')) filter (is_kept and ${raw} is not null), false) as ${id("float")}`,
    ];
  return [filled];
}

function conclude(relation: Relation, field: Field, said: Conventions, facts: Facts): Found {
  const fact = (name: string) => facts[`${field.name} ${name}`];
  const count = (name: string): number => (fact(name) as number | undefined) ?? 0;
  const witness = fact("witness") as Witness | null | undefined;
  const column = field.columns.map(({ name }) => name).join(", ");
  const example = (fact: Witness): string => `"${shown(fact.raw)}" (${relation.placeName} ${fact.place})`;
  if (isNumeric(field.kind)) {
    const currencies = [
      ...new Set(((fact("currencies") as readonly string[] | null) ?? []).map(currencyCode)),
    ];
    const several = currencies.filter((code) => code !== "" && code !== null).toSorted();
    if (several.length > 1)
      throw new DataError(
        "ambiguous",
        `${relation.file}: the column ${column} has several currencies, ${several.join(" and ")}, such as ` +
          `${example(fact("first currency") as Witness)} and ${example(fact("last currency") as Witness)}: write one`,
      );
    const decimal = onlyOne<Decimal>([".", count("point")], [",", count("comma")]);
    if (witness != null && said.decimal === undefined && decimal === undefined)
      throw new DataError(
        "ambiguous",
        `${relation.file}: the column ${column} does not tell whether ${example(witness)} has thousands or decimals: ` +
          'say "decimal": "." or "decimal": "," in mapping.json',
      );
    return decimal === undefined ? {} : { decimal };
  }
  if (field.kind === "time") {
    const order = onlyOne<DateOrder>(
      ["day-first", count("day-first")],
      ["month-first", count("month-first")],
    );
    if (witness != null && order === undefined)
      throw new DataError(
        "ambiguous",
        `${relation.file}: the column ${column} does not tell which number of ${example(witness)} is the day: ` +
          'say "timestampFormat": "%d/%m/%Y" or "%m/%d/%Y" in mapping.json, with " %H:%M:%S" where there are times',
      );
    return order === undefined ? {} : { order };
  }
  return fact("float") === true ? { isNumber: true } : {};
}

/** The choice that alone has any rows. */
function onlyOne<T>(...choices: readonly (readonly [T, number])[]): T | undefined {
  const found = choices.filter(([, rows]) => rows > 0);
  return found.length === 1 ? found[0]![0] : undefined;
}
