// Faces of customers: head, hair and shirt in a few forms and colours each.
import { type Colour, paintOf } from "./paint.ts";
import { circle, ground, oval, path, rect } from "./shapes.ts";

const SKINS = ["#f3cfb3", "#e3b089", "#c98f66", "#9c6743", "#6f4630"] as const;
const HAIR_COLOURS = ["#2e2622", "#5b3a26", "#b07a3f", "#8d8f94"] as const;
const SHIRTS = ["forest", "rust", "navy", "mustard", "plum", "sky"] as const satisfies readonly Colour[];

/** Behind the head, and over it. */
const HAIRS: readonly ((hair: string) => readonly [string, string])[] = [
  (hair) => [
    "",
    path("M34 56C30 28 46 20 62 20c18 0 28 14 24 36-4-10-10-16-18-18-10 6-26 4-30 6-2 4-3 8-4 12z", hair),
  ],
  (hair) => [
    path("M30 92C24 30 40 16 60 16s36 14 30 76z", hair),
    path("M36 54c0-16 10-24 24-24s24 8 24 24c-8-4-14-10-16-16-6 8-20 12-32 16z", hair),
  ],
  (hair) => [
    circle(60, 16, 11, hair),
    path("M35 52C34 30 46 22 60 22s26 8 25 30c-8-10-16-14-25-14s-17 4-25 14z", hair),
  ],
  (hair) => [
    [38, 50, 70, 82].map((x, at) => circle(x, at % 3 === 0 ? 44 : 28, 15, hair)).join(""),
    path("M38 46c6-10 38-10 44 0-4-14-12-18-22-18s-18 4-22 18z", hair),
  ],
  () => ["", ""],
];

/** `number` from 0 up; the colours and forms follow from it. */
export function faceSvg(number: number): string {
  const pick = <T>(options: readonly T[], divisor: number) =>
    options[Math.floor(number / divisor) % options.length];
  const skin = pick(SKINS, 1) ?? SKINS[0];
  const { main, shade } = paintOf(pick(SHIRTS, 11) ?? "navy", 0);
  const colour = pick(HAIR_COLOURS, 5) ?? HAIR_COLOURS[0];
  const [behind, over] = pick(HAIRS, 3)?.(colour) ?? ["", ""];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120">`,
    ground(paintOf(pick(SHIRTS, 7) ?? "sky", 0), 0, 120),
    behind,
    path("M14 124c0-24 18-34 46-34s46 10 46 34z", main),
    path("M46 88h28c0 10-6 16-14 16s-14-6-14-16z", shade),
    rect(50, 72, 20, 24, skin, 10),
    oval(60, 56, 24, 28, skin),
    circle(51, 56, 2.6, "#2e2622") + circle(69, 56, 2.6, "#2e2622"),
    `<path d="M51 68c4 5 14 5 18 0" fill="none" stroke="#2e2622" stroke-opacity=".6" stroke-width="2.5" stroke-linecap="round"/>`,
    over,
    "</svg>",
  ].join("");
}
