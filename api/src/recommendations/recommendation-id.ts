// The id of one answered list: which model answered, where it is shown and when, signed, so that what it leads to counts
// there.
import { timingSafeEqual } from "node:crypto";

export interface ModelLabel {
  readonly version: string;
  readonly track: string;
}

/** What lists are told apart by: the model that answered, and the label of the place where they are shown. */
export interface ListLabel extends ModelLabel {
  readonly placement: string;
}

/** What an id is worth: the list's label, or why nothing counts for it. */
export type Checked = ListLabel | "unverified" | "expired";

interface RecommendationIdsOptions {
  /** Whoever has it can sign ids; all processes that answer for a shop have the same. */
  readonly key: string;
  /** For how many days what a list leads to counts. */
  readonly days: number;
  /** Unix milliseconds. */
  readonly clock: () => number;
}

const DAY_MS = 86_400_000;
/** Bytes of the last part: the time in milliseconds, what makes the id unique, and the signature. */
const TIME = 6;
const RANDOM = 9;
const SIGNED = TIME + RANDOM;
const SIGNATURE = 15;
const LOWER_HALF = 2 ** 32;
const BASE64 = { alphabet: "base64url" } as const;
/** Of ids that were issued before they named a placement. */
const UNKNOWN_PLACEMENT = "other";
const ID =
  /^(?<version>[^~]+)\.(?<track>[A-Za-z0-9_-]{1,32})(?:~(?<placement>[A-Za-z0-9._-]{1,64}))?\.(?<part>[A-Za-z0-9_-]{40})$/;

/**
 * Makes ids, `version.track~placement.part`, and checks them. The part is 40 characters of base64url, as many as its 30
 * bytes take, so that each id can be written in one way only; the signature is an HMAC-SHA-256 (RFC 2104) of all before
 * it, cut to 120 bits. A version and a placement may have dots, a track and the part have none, and nothing else has a
 * tilde. Older ids, `version.track.part`, count as well.
 */
export class RecommendationIds {
  readonly #options: RecommendationIdsOptions;
  readonly #keyed: Bun.CryptoHasher;
  /** Of the id that is being made, and views of it. */
  readonly #part = new Uint8Array(SIGNED + SIGNATURE);
  readonly #time = new DataView(this.#part.buffer);
  readonly #random = this.#part.subarray(TIME, SIGNED);
  readonly #unsigned = this.#part.subarray(TIME);
  readonly #signed = this.#part.subarray(0, SIGNED);

  constructor(options: RecommendationIdsOptions) {
    this.#options = options;
    this.#keyed = new Bun.CryptoHasher("sha256", options.key);
  }

  /** For how many days what a list leads to counts. */
  get days(): number {
    return this.#options.days;
  }

  /** The id of a list that is answered now, safe in an address. Ids of one label are of one length. */
  issue(list: ListLabel): string {
    const part = this.#part;
    this.#setTime();
    crypto.getRandomValues(this.#random);
    const label = textOf(list);
    const signature = this.#sign(label, this.#signed);
    for (let at = 0; at < SIGNATURE; at++) part[SIGNED + at] = signature[at]!;
    return label + part.toBase64(BASE64);
  }

  /**
   * The same for a list that nobody sees. It is not signed: a click would count although the list did not, and whoever may
   * ask could click on any number of them.
   */
  issueUnseen(list: ListLabel): string {
    this.#setTime();
    crypto.getRandomValues(this.#unsigned);
    return textOf(list) + this.#part.toBase64(BASE64);
  }

  #setTime(): void {
    const time = this.#options.clock();
    this.#time.setUint16(0, time / LOWER_HALF);
    this.#time.setUint32(2, time % LOWER_HALF);
  }

  check(id: string): Checked {
    const { version, track, placement, part: text } = ID.exec(id)?.groups ?? {};
    if (version === undefined || track === undefined || text === undefined) return "unverified";
    const part = Uint8Array.fromBase64(text, BASE64);
    const signature = this.#sign(id.slice(0, -text.length), part.subarray(0, SIGNED));
    if (!timingSafeEqual(signature.subarray(0, SIGNATURE), part.subarray(SIGNED))) return "unverified";
    const view = new DataView(part.buffer);
    const time = view.getUint16(0) * LOWER_HALF + view.getUint32(2);
    const { clock, days } = this.#options;
    if (clock() - time > days * DAY_MS) return "expired";
    return { version, track, placement: placement ?? UNKNOWN_PLACEMENT };
  }

  #sign(label: string, part: Uint8Array): Uint8Array {
    return this.#keyed.copy().update(label).update(part).digest();
  }
}

const textOf = ({ version, track, placement }: ListLabel): string => `${version}.${track}~${placement}.`;
