// What all charts share: size, axes, grid, title and description for those who cannot see it.
import type { Child } from "hono/jsx";
import type { Scale } from "./scale.ts";

const WIDTH = 720;
const HEIGHT = 260;
/** Pixels of the drawing area. */
export const AREA = { left: 76, right: WIDTH - 16, top: 30, bottom: HEIGHT - 40 } as const;

interface FrameProps {
  /** Different from those of the page's other charts. */
  readonly id: string;
  readonly title: string;
  /** The chart in a sentence or two. */
  readonly description: string;
  readonly x: Scale;
  readonly y: Scale;
  readonly xText: (value: number) => string;
  readonly yText: (value: number) => string;
  readonly children?: Child;
}

/** Pixels of a character, and between two names of an axis. */
const CHARACTER = 9;
const GAP = 10;

/** Of the values that an axis names, every second, third … where there is no room for all. */
function fitting(ticks: readonly number[], text: (value: number) => string): readonly number[] {
  const longest = Math.max(0, ...ticks.map((value) => text(value).length));
  const most = Math.floor((AREA.right - AREA.left) / (CHARACTER * longest + GAP));
  const every = Math.ceil(ticks.length / Math.max(1, most));
  return ticks.filter((_, index) => index % every === 0);
}

export function Frame({ id, title, description, x, y, xText, yText, children }: FrameProps) {
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={`${id}-title ${id}-description`}>
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-description`}>{description}</desc>
      {y.ticks.map((value) => (
        <g class="grid">
          <line x1={AREA.left} x2={AREA.right} y1={px(y.at(value))} y2={px(y.at(value))} />
          <text x={AREA.left - 8} y={px(y.at(value) + 5)} text-anchor="end">
            {yText(value)}
          </text>
        </g>
      ))}
      {fitting(x.ticks, xText).map((value, index) => (
        <text
          class={index % 2 === 1 ? "minor" : ""}
          x={px(x.at(value))}
          y={AREA.bottom + 26}
          text-anchor={anchorAt(x.at(value))}
        >
          {xText(value)}
        </text>
      ))}
      {children}
    </svg>
  );
}

/** Where a text at the middle would leave the picture, its end stands there instead; the left has room for values. */
function anchorAt(x: number): "middle" | "end" {
  return x > AREA.right - EDGE ? "end" : "middle";
}

const EDGE = 20;

/** A coordinate: tenths of a pixel are fine enough. */
export const px = (value: number): string => value.toFixed(1);
