// How long something takes or is ago, in the words of people.
import { plural } from "../view/plural.ts";

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** "3 hours", "1 day", "less than a minute"; `seconds` below zero count as none. */
export function durationText(seconds: number): string {
  // From two on, so that one and a half days are "36 hours".
  const [unit, length] = UNITS.find(([, length]) => seconds >= 2 * length) ?? UNITS[UNITS.length - 1]!;
  const count = Math.floor(seconds / length);
  if (count < 1) return "less than a minute";
  return `${count} ${plural(count, unit)}`;
}
