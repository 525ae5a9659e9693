// Who may do what: the store's keys, kept in memory and read again every second.
import type { ApiKey, Store } from "@aisle/store";
import { Problem } from "../platform/problem.ts";
import { matches, parseKey } from "./key.ts";
import type { Scope } from "./scopes.ts";
import { TokenBucket } from "./token-bucket.ts";

interface KeyringOptions {
  readonly store: Pick<Store, "listApiKeys">;
  /** What a caller without a key may do. */
  readonly anonymous: readonly Scope[];
  /** Milliseconds of a clock that does not go back. */
  readonly now: () => number;
}

interface Entry {
  readonly key: ApiKey;
  readonly bucket: TokenBucket | undefined;
}

/** Requests that a key was let through with. */
export type Use = readonly [keyId: string, requests: number];

export class Keyring {
  readonly #options: KeyringOptions;
  readonly #anonymous: ReadonlySet<Scope>;
  #entries: ReadonlyMap<string, Entry> | undefined;
  /** Requests of the keys that have a rate, since they were last told. */
  #uses = new Map<string, number>();

  constructor(options: KeyringOptions) {
    this.#options = options;
    this.#anonymous = new Set(options.anonymous);
  }

  /** Whether the keys have been read at least once. */
  get isRead(): boolean {
    return this.#entries !== undefined;
  }

  /** Reads the keys; those known stay as they are when that fails. Throws `StoreError`. */
  async refresh(): Promise<void> {
    const keys = await this.#options.store.listApiKeys();
    const now = this.#options.now();
    const valid = keys.filter(({ revokedAt }) => revokedAt === undefined);
    this.#entries = new Map(
      valid.map((key) => {
        const rate = key.requestsPerSecond;
        const known = this.#entries?.get(key.keyId);
        // A bucket that is in use is not filled by looking at it.
        const bucket = known?.key.requestsPerSecond === rate ? known?.bucket : undefined;
        return [
          key.keyId,
          { key, bucket: bucket ?? (rate === undefined ? undefined : new TokenBucket(rate, now)) },
        ];
      }),
    );
  }

  /** Throws the `Problem` of a caller who must not. `authorization` is the request's header. */
  check(authorization: string | null, scope: Scope): void {
    if (authorization === null) {
      if (this.#anonymous.has(scope)) return;
      throw unauthorized("This address takes a key: send `authorization: Bearer KEY`.");
    }
    const { key, bucket } = this.#entryOf(authorization);
    if (!key.scopes.includes(scope)) throw forbidden(key, scope);
    if (bucket === undefined) return;
    const wait = bucket.take(this.#options.now());
    if (wait > 0) throw tooMany(key, wait);
    this.#uses.set(key.keyId, (this.#uses.get(key.keyId) ?? 0) + 1);
  }

  /** Counts work beyond that of one request, of a caller who was let through. */
  charge(authorization: string | null, requests: number): void {
    const keyId = parseKey(authorization?.split(" ", 2)[1] ?? "")?.keyId;
    if (keyId === undefined) return;
    const bucket = this.#entries?.get(keyId)?.bucket;
    if (bucket === undefined) return;
    bucket.spend(requests, this.#options.now());
    this.#uses.set(keyId, (this.#uses.get(keyId) ?? 0) + requests);
  }

  /** What keys with a rate were let through with here since the last call. */
  usesSince(): Use[] {
    const uses = [...this.#uses];
    this.#uses.clear();
    return uses;
  }

  /** Counts what another process let through, as if it had been here. */
  usedElsewhere(uses: readonly Use[]): void {
    for (const [keyId, requests] of uses)
      this.#entries?.get(keyId)?.bucket?.spend(requests, this.#options.now());
  }

  /** Who a caller is that was let through, for people: the name of the key. */
  nameOf(authorization: string | null): string {
    return authorization === null ? "anonymous" : this.#entryOf(authorization).key.name;
  }

  /** Whether `check` lets the caller pass. */
  lets(authorization: string | null, scope: Scope): boolean {
    try {
      this.check(authorization, scope);
      return true;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  }

  #entryOf(authorization: string): Entry {
    const [scheme = "", text = ""] = authorization.split(" ", 2);
    if (scheme.toLowerCase() !== "bearer") throw unauthorized("Send the key as `authorization: Bearer KEY`.");
    const given = parseKey(text);
    const entry = given && this.#entries?.get(given.keyId);
    // One that is not known takes as long as one whose secret is wrong.
    const right = matches(given?.secret ?? "", entry?.key.secretHash ?? NO_HASH);
    if (entry === undefined || !right) throw unauthorized("The key is not known, or was revoked.");
    return entry;
  }
}

const NO_HASH = "0".repeat(64);

const unauthorized = (detail: string): Problem =>
  new Problem("unauthorized", detail, { headers: { "www-authenticate": 'Bearer realm="aisle"' } });

const forbidden = ({ keyId, scopes }: ApiKey, scope: Scope): Problem =>
  new Problem(
    "forbidden",
    `The key ${keyId} has the scopes ${scopes.join(", ") || "none"}; this address needs ${scope}.`,
  );

const tooMany = ({ keyId, requestsPerSecond }: ApiKey, seconds: number): Problem =>
  new Problem(
    "too-many-requests",
    `The key ${keyId} may ask ${requestsPerSecond} times a second; large requests count several times.`,
    {
      headers: { "retry-after": String(Math.ceil(seconds)) },
    },
  );
