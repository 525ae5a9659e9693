// A key as its owner has it: `aisle_<id>_<secret>`. The store knows the id and the secret's hash.
import { timingSafeEqual } from "node:crypto";

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const KEY = /^aisle_(?<id>[0-9a-f]{12})_(?<secret>[A-Za-z0-9_-]{43})$/;

export interface NewKey {
  /** Shown once, to whoever made it. */
  readonly key: string;
  readonly keyId: string;
  readonly secretHash: string;
}

/** `random` fills an array with random bytes. */
export function makeKey(random: (bytes: Uint8Array) => Uint8Array): NewKey {
  const keyId = random(new Uint8Array(ID_BYTES)).toHex();
  const secret = random(new Uint8Array(SECRET_BYTES)).toBase64({ alphabet: "base64url", omitPadding: true });
  return { key: `aisle_${keyId}_${secret}`, keyId, secretHash: hashOf(secret) };
}

/** The parts of a key; undefined for a text that is none. */
export function parseKey(text: string): { readonly keyId: string; readonly secret: string } | undefined {
  const groups = KEY.exec(text)?.groups;
  if (groups === undefined) return undefined;
  return { keyId: groups["id"]!, secret: groups["secret"]! };
}

/** Whether a secret has this hash, in a time that says nothing of where they differ. */
export function matches(secret: string, secretHash: string): boolean {
  const [given, known] = [Buffer.from(hashOf(secret)), Buffer.from(secretHash)];
  return given.length === known.length && timingSafeEqual(given, known);
}

/** A secret of 256 random bits needs no slow hash: there is nothing to guess. */
function hashOf(secret: string): string {
  return Bun.SHA256.hash(secret, "hex");
}
