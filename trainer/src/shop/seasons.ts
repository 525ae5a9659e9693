// How demand changes over the year.
import { subCategory } from "./taxonomy.ts";

const DAYS_PER_MONTH = 365.25 / 12;

/** Demand for a group on a day, 1 where there is no season. `day` counts from 1970-01-01. */
export function seasonOf(group: string, day: number): number {
  const season = subCategory(group)?.season;
  if (season === undefined) return 1;
  const month = (day % 365.25) / DAYS_PER_MONTH;
  return Math.exp(season.strength * Math.cos((2 * Math.PI * (month - season.peak)) / 12));
}

/** The demand for each of `groups` on a day, remembered: visits come back to the same days. */
export function seasonFinder(groups: readonly string[]): (day: number) => Float64Array {
  const known = new Map<number, Float64Array>();
  return (day) => {
    let seasons = known.get(day);
    if (seasons === undefined) {
      seasons = Float64Array.from(groups, (group) => seasonOf(group, day));
      known.set(day, seasons);
    }
    return seasons;
  };
}
