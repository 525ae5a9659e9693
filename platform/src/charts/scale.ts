// From values to pixels, and which values an axis names.
import { scaleLinear, scaleLog, scaleUtc } from "d3-scale";

export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** About so many values of a linear axis are named. */
const TICKS = 4;
/** Of a logarithmic one, so many at most that are no power of ten. */
const MAX_TICKS = 7;

/** From 0 to a round number that is at least `max`; `from` and `to` are pixels. */
export function linear(max: number, from: number, to: number): Scale {
  return between(0, max > Number.EPSILON ? max : 1, from, to);
}

/** Between two values, each end made round; equal ones get room around them. */
export function between(least: number, most: number, from: number, to: number): Scale {
  // What is closer together than can be drawn is the same.
  const size = Math.max(Math.abs(least), Math.abs(most));
  const isOne = most - least <= Number.EPSILON * Math.max(1, size);
  const room = isOne ? (size > Number.EPSILON ? size / 2 : 1) : 0;
  const at = scaleLinear([least - room, most + room], [from, to]).nice(TICKS);
  return { at, ticks: at.ticks(TICKS) };
}

/** From 0 to exactly `seconds`, in steps that clocks know. */
export function time(seconds: number, from: number, to: number): Scale {
  const at = scaleUtc([0, seconds * 1000], [from, to]);
  return { at: (second) => at(second * 1000), ticks: at.ticks(8).map((date) => date.getTime() / 1000) };
}

/** From a power of ten that is not above `min` to one that is not below `max`; what lies outside is drawn at the edge. */
export function logarithmic(min: number, max: number, from: number, to: number): Scale {
  const at = scaleLog([min, max > min ? max : 10 * min], [from, to])
    .nice()
    .clamp(true);
  const all = at.ticks();
  const some = all.filter((value) => [1, 2, 5].includes(leadingDigit(value)));
  return { at, ticks: some.length > MAX_TICKS ? some.filter((value) => leadingDigit(value) === 1) : some };
}

const leadingDigit = (value: number): number => Number(value.toExponential(0).split("e")[0]);
