// From values to pixels, and which values an axis names.

export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** From 0 to at least `max`, in four or five round steps. `from` and `to` are pixels. */
export function linear(max: number, from: number, to: number): Scale {
  const step = roundStep((max > 0 ? max : 1) / 4);
  const count = Math.max(1, Math.ceil((max > 0 ? max : 1) / step - 1e-9));
  const top = step * count;
  return {
    at: (value) => from + ((to - from) * value) / top,
    ticks: Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(6))),
  };
}

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400];

/** From 0 to exactly `seconds`, in steps that clocks know. */
export function time(seconds: number, from: number, to: number): Scale {
  const step = TIME_STEPS.find((step) => seconds / step <= 8) ?? TIME_STEPS.at(-1)!;
  return {
    at: (second) => from + ((to - from) * second) / seconds,
    ticks: Array.from({ length: Math.floor(seconds / step) + 1 }, (_, at) => at * step),
  };
}

/** From below `min` to above `max`, each 1, 2 and 5 of a power of ten named, or the powers alone when these are many. */
export function logarithmic(min: number, max: number, from: number, to: number): Scale {
  const steps = [1, 2, 5];
  const lowest = Math.floor(Math.log10(min));
  const highest = Math.ceil(Math.log10(max));
  const all = Array.from({ length: highest - lowest + 1 }, (_, power) =>
    steps.map((step) => step * 10 ** (lowest + power)),
  ).flat();
  const bottom = all.findLast((value) => value <= min) ?? min;
  const top = all.find((value) => value >= max && value > bottom) ?? max;
  const inside = all.filter((value) => value >= bottom && value <= top);
  const ticks = inside.length > 7 ? inside.filter((_, at) => isPower(inside[at]!)) : inside;
  const span = Math.log(top / bottom);
  return {
    at: (value) => from + ((to - from) * Math.log(Math.min(Math.max(value, bottom), top) / bottom)) / span,
    ticks: ticks.map((value) => Number(value.toPrecision(6))),
  };
}

/** 1, 2 or 5 times a power of ten, not below the value. */
function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10);
}

const isPower = (value: number) => Number.isInteger(Number(Math.log10(value).toFixed(9)));
