// A Postgres address: where the server is, and how this program uses it.
import { StoreError } from "../store.ts";

export interface PostgresAddress {
  /** For the driver: without the settings below. */
  readonly url: string;
  /** `host:port/database`, for messages: no user, no password. */
  readonly name: string;
  /** Most connections of this process. */
  readonly pool: number;
  /** What the server stops, milliseconds. */
  readonly statementTimeout: number;
  /** How long a connection may take to come about, seconds. */
  readonly connectTimeout: number;
}

const SETTINGS = {
  pool: { fallback: 10, most: 1_000 },
  statement_timeout: { fallback: 5_000, most: 600_000 },
  connect_timeout: { fallback: 2, most: 60 },
} as const;

export const POSTGRES_FORM =
  "postgres://user:password@host:5432/database, with ?pool= (connections), statement_timeout= (milliseconds), " +
  "connect_timeout= (seconds) and sslmode= where wanted";

/** Throws `StoreError` "bad-url", which repeats nothing of the address but its settings. */
export function readPostgresAddress(text: string): PostgresAddress {
  const url = URL.parse(text);
  if (url === null) throw bad("it is no URL");
  const database = url.pathname.slice(1);
  if (url.hostname === "") throw bad("it names no host");
  if (database === "" || database.includes("/")) throw bad("it names no database");
  const settings = new Map<string, number>();
  for (const [name, value] of url.searchParams) {
    if (name === "sslmode") continue;
    if (!Object.hasOwn(SETTINGS, name)) throw bad(`it has an unknown setting${named(name)}`);
    const { most } = SETTINGS[name as keyof typeof SETTINGS];
    const number = Number(value);
    if (!(Number.isInteger(number) && number >= 1 && number <= most))
      throw bad(`${name} must be a whole number from 1 to ${most}`);
    settings.set(name, number);
  }
  for (const name of settings.keys()) url.searchParams.delete(name);
  const setting = (name: keyof typeof SETTINGS): number => settings.get(name) ?? SETTINGS[name].fallback;
  return {
    url: url.href,
    name: `${url.hostname}:${url.port || "5432"}/${database}`,
    pool: setting("pool"),
    statementTimeout: setting("statement_timeout"),
    connectTimeout: setting("connect_timeout"),
  };
}

/** A password with a `?` in it would be read as settings. */
const named = (setting: string): string => (/^[a-z_]{1,40}$/u.test(setting) ? ` "${setting}"` : "");

const bad = (reason: string): StoreError =>
  new StoreError("bad-url", `the address of a Postgres store must be ${POSTGRES_FORM}; ${reason}`);
