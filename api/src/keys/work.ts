// How many requests of a key's rate one request counts as: by the work that it makes.

/** Bytes of a body that count as one more request. */
export const BYTES_PER_REQUEST = 2048;
/** Items that a list may choose among for nothing. */
const FREE_ITEMS = 25;
/** With diversity, so many times the items of a list are compared with one another. */
const DIVERSITY = 4;

/** Of a body that was read, beside the request itself. */
export const workOfBytes = (bytes: number): number => Math.floor(bytes / BYTES_PER_REQUEST);

/** Of making a list of up to so many items, beside the request itself. */
export const workOfList = (limit: number, diversity: number): number =>
  Math.ceil((limit * (diversity > 0 ? DIVERSITY : 1)) / FREE_ITEMS) - 1;
