// The few shapes that all drawings are made of, as SVG text. The canvas is 120 by 120; things stand on y = 100.
import type { Colour, Paint } from "./paint.ts";

/** One kind of product. */
export interface Drawing {
  /** The forms that it draws differently, in lower case; a product of another form looks like the first. */
  readonly forms?: readonly string[];
  /** Where the product has no colour of its own. */
  readonly colour?: Colour;
  /** SVG without the frame; `look` is the place of the product's form in `forms`. */
  readonly draw: (paint: Paint, look: number) => string;
}

export type Drawings = Readonly<Record<string, Drawing>>;

export const rect = (x: number, y: number, width: number, height: number, fill: string, radius = 0): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}"${radius > 0 ? ` rx="${radius}"` : ""} fill="${fill}"/>`;

export const circle = (x: number, y: number, radius: number, fill: string): string =>
  `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"/>`;

export const oval = (x: number, y: number, across: number, up: number, fill: string): string =>
  `<ellipse cx="${x}" cy="${y}" rx="${across}" ry="${up}" fill="${fill}"/>`;

export const path = (d: string, fill: string): string => `<path d="${d}" fill="${fill}"/>`;

/** What a picture stands on: its own colour on a light page and on a dark one. */
export const ground = (
  { ground: day, night }: Pick<Paint, "ground" | "night">,
  from: number,
  size: number,
): string =>
  `<style>@media(prefers-color-scheme:dark){#g{fill:${night}}}</style><path id="g" fill="${day}" d="M${from} ${from}h${size}v${size}h-${size}z"/>`;

/** A stroke with round ends. */
export const line = (d: string, stroke: string, width = 3): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;

export const turned = (degrees: number, content: string, x = 60, y = 60): string =>
  `<g transform="rotate(${degrees} ${x} ${y})">${content}</g>`;

export const moved = (x: number, y: number, content: string, scale = 1): string =>
  `<g transform="translate(${x} ${y})${scale === 1 ? "" : ` scale(${scale})`}">${content}</g>`;

/** The thing's left half and its mirror image. */
export const mirrored = (content: string): string =>
  `${content}<g transform="matrix(-1 0 0 1 120 0)">${content}</g>`;

/** What a thing throws on the ground. */
export const shadow = (across: number, x = 60): string =>
  `<ellipse cx="${x}" cy="101" rx="${across}" ry="3.5" opacity=".12"/>`;
