// What stands on the shelf of a bathroom.
import { INK, METAL, PAPER } from "../paint.ts";
import { circle, type Drawings, line, path, rect, shadow, turned } from "../shapes.ts";

const drop = (x: number, y: number, fill: string): string =>
  path(`M${x} ${y}c7 8 9 12 9 16a9 9 0 0 1-18 0c0-4 2-8 9-16z`, fill);

export const beauty: Drawings = {
  moisturisers: {
    forms: ["day", "night", "gel"],
    colour: "rose",
    draw({ main, shade, light, accent }, look) {
      const sign =
        look === 0
          ? circle(60, 80, 7, accent)
          : look === 1
            ? path("M64 71a10 10 0 1 0 4 15 11 11 0 0 1-4-15z", shade)
            : drop(60, 68, accent);
      return [
        shadow(38),
        rect(24, 54, 72, 46, main, 14),
        path("M24 66a12 12 0 0 1 12-12v46a12 12 0 0 1-12-14z", light),
        rect(22, 34, 76, 24, shade, 6),
        line("M36 39v14M48 39v14M60 39v14M72 39v14M84 39v14", main, 2),
        rect(42, 66, 36, 27, PAPER, 4),
        sign,
      ].join("");
    },
  },
  cleansers: {
    forms: ["foaming", "oil", "balm"],
    colour: "sage",
    draw({ main, shade, light, accent }, look) {
      return [
        shadow(28),
        rect(54, 26, 12, 18, METAL),
        path("M34 18h34a6 6 0 0 1 6 6v4H46v-1H34z", INK),
        rect(47, 38, 26, 9, shade, 3),
        look === 1
          ? path("M46 46h28c2 8 8 10 8 18v32a4 4 0 0 1-4 4H42a4 4 0 0 1-4-4V64c0-8 6-10 8-18z", main)
          : rect(36, 46, 48, 54, main, 9),
        rect(41, 54, 5, 38, light, 2.5),
        rect(50, 60, 28, 30, PAPER, 3),
        drop(64, 64, accent),
        look === 0 ? circle(24, 36, 6, PAPER) + circle(17, 50, 4, PAPER) + circle(29, 51, 3, PAPER) : "",
      ].join("");
    },
  },
  sunscreen: {
    forms: ["lotion", "spray", "stick"],
    colour: "mustard",
    draw({ main, shade, light, accent }, look) {
      const body =
        look === 1
          ? rect(40, 40, 40, 60, main, 8) + rect(46, 26, 28, 15, PAPER, 4) + rect(52, 16, 16, 12, shade, 3)
          : look === 2
            ? rect(40, 56, 40, 44, main, 5) + rect(43, 20, 34, 38, PAPER, 7) + rect(40, 56, 40, 7, shade)
            : path("M34 16h52l-6 66H40z", main) +
              rect(32, 12, 56, 9, shade, 2) +
              rect(42, 80, 36, 20, PAPER, 4);
      const y = [50, 68, 81][look] ?? 50;
      const rays = [0, 45, 90, 135].map((turn) =>
        turned(turn, line(`M60 ${y - 15}v4M60 ${y + 11}v4`, PAPER, 3), 60, y),
      );
      return [
        shadow(28),
        body,
        circle(60, y, 8, PAPER),
        ...rays,
        look === 0 ? line("M42 28l3 40", light, 4) : "",
        look === 1 ? circle(50, 21, 2, accent) : "",
      ].join("");
    },
  },
  "nail-polish": {
    forms: ["gloss", "matte", "glitter"],
    draw({ main, shade, light }, look) {
      const sparkle = [
        [50, 70],
        [66, 68],
        [58, 80],
        [72, 84],
        [48, 88],
        [63, 91],
      ].map(([x = 0, y = 0]) => circle(x, y, 2, PAPER));
      return [
        shadow(28),
        path("M50 12h20l4 44H46z", INK),
        line("M53 18l-2 32", "#6b665e", 3),
        rect(47, 54, 26, 8, METAL, 2),
        rect(34, 60, 52, 40, main, 12),
        path("M34 84h52v4a12 12 0 0 1-12 12H46a12 12 0 0 1-12-12z", shade),
        look === 2 ? sparkle.join("") : "",
        look === 0 ? rect(41, 67, 6, 22, light, 3) : "",
      ].join("");
    },
  },
};
