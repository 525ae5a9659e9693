// Calendar months, in UTC.

/** When the month of a time began; both are unix milliseconds. */
export function startOfMonth(time: number): number {
  const date = new Date(time);
  date.setUTCDate(1);
  return date.setUTCHours(0, 0, 0, 0);
}
