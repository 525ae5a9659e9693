// The kinds of customer events, and their codes in typed arrays.

/** Event types in the order of their numeric codes (the index is the code used in `Uint8Array`s). */
export const EVENT_TYPES = ["view", "cart", "purchase", "rating", "click", "hide"] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** The numeric code of an event type: its index in `EVENT_TYPES`. */
export const eventCode: Readonly<Record<EventType, number>> = Object.freeze({
  view: 0,
  cart: 1,
  purchase: 2,
  rating: 3,
  click: 4,
  hide: 5,
});

/** A rating of fewer stars than this, of one to five, is no vote for the item: it counts as hiding it. */
export const MIN_LIKED_STARS = 3;

/** What an event says. Ratings without stars, from shops that only know that somebody rated, speak for the item. */
export const meaningOf = (type: EventType, value: number | undefined): EventType =>
  type === "rating" && value !== undefined && value < MIN_LIKED_STARS ? "hide" : type;
