// The numbers of an item and of an event.
import * as v from "valibot";

/** In the shop's own currency. */
export const MAX_PRICE = 1e12;
export const Price = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(MAX_PRICE));

/** Pieces. */
export const MAX_STOCK = 1e12;
export const Stock = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MAX_STOCK));

/** Stars or a quantity. */
export const MAX_EVENT_VALUE = 1e9;
export const EventValue = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(MAX_EVENT_VALUE));
