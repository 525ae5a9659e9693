// How much was taken of each product in the last hours: fades by itself, and never grows without bounds.
import { type EventType, eventCode, meaningOf } from "@aisle/recommender";

/** What happened so many hours ago counts half. */
const HALF_LIFE_HOURS = 6;
/** What happened before that counts nothing: a thousandth would be left. */
const MAX_AGE_HOURS = 60;
const HOUR_MS = 3_600_000;

/** Products that are counted at most; those that count least are given up. */
const MAX_PRODUCTS = 50_000;

export interface RecentEvent {
  readonly itemId: string;
  readonly type: EventType;
  /** Stars of a rating; a cart of 0 was taken out of it. */
  readonly value?: number;
  /** Unix milliseconds. */
  readonly occurredAt: number;
}

export class RecentEvents {
  /** Weighed events as of `#origin`, to which later ones count more than 1. */
  readonly #masses = new Map<string, number>();
  #origin = 0;

  /** `weights` are those of the types, in the order of `EVENT_TYPES`; `now` is in unix milliseconds. */
  add({ itemId, type, value, occurredAt }: RecentEvent, weights: readonly number[], now: number): void {
    const isNoInterest = type === "cart" && value === 0;
    const weight = weights[eventCode[meaningOf(type, value)]] ?? 0;
    if (isNoInterest || weight === 0 || now - occurredAt > MAX_AGE_HOURS * HOUR_MS) return;
    if (this.#masses.size === 0 || now - this.#origin > MAX_AGE_HOURS * HOUR_MS) this.#moveOrigin(now);
    // A clock that is ahead makes no trend.
    const age = (Math.min(occurredAt, now) - this.#origin) / HOUR_MS;
    this.#masses.set(itemId, (this.#masses.get(itemId) ?? 0) + weight * 2 ** (age / HALF_LIFE_HOURS));
    if (this.#masses.size > MAX_PRODUCTS) this.#keep(MAX_PRODUCTS / 2);
  }

  /** Weighed events by product at `now`, unix milliseconds; what is next to nothing is left out. */
  at(now: number): Map<string, number> {
    this.#moveOrigin(now);
    return new Map(this.#masses);
  }

  #moveOrigin(now: number): void {
    const factor = 2 ** ((this.#origin - now) / HOUR_MS / HALF_LIFE_HOURS);
    for (const [itemId, mass] of this.#masses) {
      const left = mass * factor;
      if (left < MIN_MASS) this.#masses.delete(itemId);
      else this.#masses.set(itemId, left);
    }
    this.#origin = now;
  }

  /** Those that count most. */
  #keep(count: number): void {
    const least = [...this.#masses].toSorted(([, a], [, b]) => b - a).slice(count);
    for (const [itemId] of least) this.#masses.delete(itemId);
  }
}

const MIN_MASS = 0.001;
