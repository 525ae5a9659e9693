// `make key`: makes keys of the API, lists them and revokes them.
import { parseArgs } from "node:util";
import type { ApiKey, Store } from "@aisle/store";
import { makeKey } from "./key.ts";
import { type Scope, SCOPES } from "./scopes.ts";

export const HELP = `Usage: bun api/src/keys/main.ts create --name NAME --scopes SCOPES [--rate N]
       bun api/src/keys/main.ts list
       bun api/src/keys/main.ts revoke ID

  --name NAME      whose key it is, for people
  --scopes SCOPES  what it may do, with commas: ${SCOPES.join(", ")}
  --rate N         most requests a second, of each API_PROCESSES together; any number unless given.
                   Large requests and long lists count as several

A key is shown once: only a hash of it is stored. The API takes new keys, and forgets revoked ones, within a second.
The store is the API's: STORE_URL, or the one in AISLE_HOME.

Example:
  bun api/src/keys/main.ts create --name web --scopes recommend,events --rate 500`;

/** The command line is wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

interface Surroundings {
  readonly store: Pick<Store, "addApiKey" | "listApiKeys" | "revokeApiKey">;
  readonly write: (line: string) => void;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly random: (bytes: Uint8Array) => Uint8Array;
}

/** Runs one command. Throws `UsageError`, and `StoreError`. */
export async function keyCommand(argv: readonly string[], surroundings: Surroundings): Promise<void> {
  const { store, write } = surroundings;
  const { values, positionals } = parse(argv);
  const [command, ...rest] = positionals;
  if (command === "create" && rest.length === 0) await create(values, surroundings);
  else if (command === "list" && rest.length === 0) {
    for (const key of await store.listApiKeys()) write(describe(key));
  } else if (command === "revoke" && rest.length === 1) {
    if (!(await store.revokeApiKey(rest[0]!)))
      throw new UsageError(`there is no valid key ${rest[0]}: see list`);
    write(`${rest[0]} is revoked`);
  } else throw new UsageError("say create, list or revoke ID");
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { name: { type: "string" }, scopes: { type: "string" }, rate: { type: "string" } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function create(
  { name, scopes = "", rate }: ReturnType<typeof parse>["values"],
  { store, write, now, random }: Surroundings,
): Promise<void> {
  if (name === undefined || name === "") throw new UsageError("--name NAME is missing: say whose key it is");
  const requestsPerSecond = rate === undefined ? undefined : Number(rate);
  if (requestsPerSecond !== undefined && !(requestsPerSecond > 0 && requestsPerSecond < Infinity))
    throw new UsageError(`--rate must be a number above 0, not "${rate}"`);
  const { key, keyId, secretHash } = makeKey(random);
  await store.addApiKey({
    keyId,
    name,
    secretHash,
    scopes: readScopes(scopes),
    createdAt: now(),
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
  });
  write(key);
}

function readScopes(list: string): Scope[] {
  const names = list.split(",").map((name) => name.trim());
  const known = SCOPES.filter((scope) => names.includes(scope));
  const unknown = names.filter((name) => !SCOPES.some((scope) => scope === name));
  if (unknown.length > 0)
    throw new UsageError(`--scopes takes some of ${SCOPES.join(", ")}, not "${unknown.join(", ")}"`);
  return known;
}

function describe({ keyId, name, scopes, requestsPerSecond, createdAt, revokedAt }: ApiKey): string {
  const date = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const rate = requestsPerSecond === undefined ? "" : `, ${requestsPerSecond} requests/s`;
  const end = revokedAt === undefined ? "" : `, revoked ${date(revokedAt)}`;
  return `${keyId}  ${name}: ${scopes.join(", ")}${rate}, since ${date(createdAt)}${end}`;
}
