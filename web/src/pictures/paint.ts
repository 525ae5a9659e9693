// Colours of the drawings: of a product's own colour three tones and a calm background, and what is the same for all.

export interface Paint {
  readonly main: string;
  readonly shade: string;
  readonly light: string;
  /** Of the picture's background. */
  readonly ground: string;
  /** The same on a dark page. */
  readonly night: string;
  /** A small detail; changes with the product's form, so that neighbours in a list differ. */
  readonly accent: string;
}

/** Colours that mean the same in every drawing. */
export const METAL = "#bcc2c8";
export const STEEL = "#868d96";
export const WOOD = "#bf9163";
export const INK = "#35332f";
export const PAPER = "#fbf8f1";
export const GLASS = "#d5e4ea";
export const LEAF = "#5d8a4e";
export const GOLD = "#d8ad52";

type Tones = Omit<Paint, "accent">;

const tones = (main: string, shade: string, light: string, ground: string, night: string): Tones => ({
  main,
  shade,
  light,
  ground,
  night,
});

/** By the name that an item's attribute `colour:NAME` has, in lower case. */
const COLOURS = {
  charcoal: tones("#50555d", "#363a41", "#757b85", "#e5e8ea", "#7f858c"),
  black: tones("#303033", "#19191b", "#57575d", "#e8e5df", "#7d7b75"),
  white: tones("#fbf9f4", "#d8d3c8", "#ffffff", "#cfd8dd", "#55636b"),
  navy: tones("#2f4777", "#1f3056", "#5872a8", "#e1e7f1", "#66758f"),
  forest: tones("#2f6e52", "#1f4d39", "#559878", "#e1ece4", "#44604f"),
  sand: tones("#d9bf92", "#b29668", "#ebdabb", "#e6e8e3", "#5a594d"),
  rust: tones("#b9562f", "#8a3c1e", "#d8815b", "#f4e6de", "#5d4538"),
  sky: tones("#6fb2dc", "#4585ad", "#a7d3ed", "#e4f0f6", "#3f5866"),
  plum: tones("#7a4472", "#572e52", "#a27099", "#f0e5ee", "#5a4c60"),
  mustard: tones("#dba62f", "#a97c19", "#f0c96d", "#f6eeda", "#5e5238"),
  rose: tones("#de8797", "#b65f70", "#f1b7c1", "#f9e8ea", "#684d53"),
  sage: tones("#95ac88", "#6e8662", "#bbceaf", "#e9efe4", "#4f594a"),
  /** For things whose colour nobody knows. */
  plain: tones("#a39b8b", "#7d7566", "#c6bfb1", "#edeae3", "#57534b"),
} as const satisfies Readonly<Record<string, Tones>>;

export type Colour = keyof typeof COLOURS;

export const isColour = (name: string): name is Colour => Object.hasOwn(COLOURS, name);

const ACCENTS = ["#e2a63a", "#d9694d", "#3f8391", "#7d70ab"] as const;

/** How many looks a drawing has in each colour. */
export const LOOKS = ACCENTS.length;

/** The paint of a colour; `look` from 0 to `LOOKS` - 1. */
export function paintOf(colour: Colour, look: number): Paint {
  return { ...COLOURS[colour], accent: ACCENTS[look % LOOKS] ?? ACCENTS[0] };
}
