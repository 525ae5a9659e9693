// Bedroom and living room.
import { INK, METAL, PAPER, STEEL, WOOD } from "../paint.ts";
import { circle, type Drawings, line, mirrored, oval, path, rect, shadow } from "../shapes.ts";

export const home: Drawings = {
  "bed-linen": {
    forms: ["plain", "striped", "washed"],
    draw({ main, shade, light, accent }, look) {
      const pattern =
        look === 1
          ? line("M30 68v28M45 68v28M60 68v28M75 68v28M90 68v28", light, 4)
          : look === 2
            ? line("M26 88c12-6 20 4 32-2s22 4 36-3", shade, 2.5)
            : "";
      return [
        shadow(50),
        rect(20, 22, 80, 60, WOOD, 8),
        rect(14, 92, 8, 9, WOOD, 2) + rect(98, 92, 8, 9, WOOD, 2),
        mirrored(path("M26 44c8 3 22 3 30 0 3 8 3 14 0 22-8-3-22-3-30 0-3-8-3-14 0-22z", PAPER)),
        rect(12, 60, 96, 36, main, 8),
        pattern,
        rect(12, 58, 96, 12, light, 6),
        look === 0 ? rect(12, 82, 96, 6, accent) : "",
      ].join("");
    },
  },
  pillows: {
    draw: ({ main, shade, light, accent }) =>
      [
        shadow(42),
        path("M16 36c26 7 62 7 88 0-5 20-5 42 0 62-26-6-62-6-88 0 5-20 5-42 0-62z", main),
        line("M24 44c24 5 48 5 72 0-3 16-3 30 0 46-24-5-48-5-72 0 3-16 3-30 0-46z", shade, 2),
        line(
          "M22 42c8 4 12 10 14 16M98 42c-8 4-12 10-14 16M22 92c8-4 12-10 14-14M98 92c-8-4-12-10-14-14",
          light,
          3,
        ),
        rect(92, 60, 9, 14, accent, 2),
      ].join(""),
  },
  candles: {
    forms: ["scented", "pillar", "tealight"],
    draw({ main, shade, light, accent }, look) {
      const top = [52, 44, 76][look] ?? 52;
      const body =
        look === 0
          ? rect(32, 46, 56, 54, "#e3ecef", 8) +
            rect(36, 56, 48, 40, main, 5) +
            rect(44, 66, 32, 20, PAPER, 2) +
            rect(44, 66, 32, 5, accent)
          : look === 1
            ? rect(36, 44, 48, 56, main, 4) +
              oval(60, 45, 24, 6, light) +
              path("M36 48v20c5 6 8-4 8-18z", light) +
              rect(36, 88, 48, 12, shade, 3)
            : rect(28, 76, 64, 24, METAL, 4) + oval(60, 77, 30, 7, main) + line("M32 90h56", STEEL, 2);
      return [
        shadow(32),
        body,
        line(`M60 ${top + 4}v-10`, INK, 3),
        path(`M60 ${top - 36}c12 12 13 28 0 31-13-3-12-19 0-31z`, "#f0a43a"),
        path(`M60 ${top - 22}c6 6 6 14 0 16-6-2-6-10 0-16z`, "#fdebb0"),
      ].join("");
    },
  },
  vases: {
    forms: ["bud", "tall", "round"],
    draw({ main, shade, light, accent }, look) {
      const body =
        [
          "M53 44h14c0 14 19 22 19 38 0 12-8 18-26 18s-26-6-26-18c0-16 19-24 19-38z",
          "M44 44h32c2 8-4 12-4 20l5 32a4 4 0 0 1-4 4H47a4 4 0 0 1-4-4l5-32c0-8-6-12-4-20z",
          "M48 46h24c0 6 20 12 20 30 0 16-14 24-32 24s-32-8-32-24c0-18 20-24 20-30z",
        ][look] ?? "";
      return [
        shadow(30),
        line("M60 50V22M60 50C56 36 46 30 40 24M60 50c4-12 14-16 20-24", "#5d8a4e", 3),
        circle(60, 18, 9, accent) + circle(60, 18, 3.5, PAPER),
        circle(38, 24, 7, accent) + circle(38, 24, 2.5, PAPER),
        circle(82, 26, 7, accent) + circle(82, 26, 2.5, PAPER),
        path("M58 40c-12 0-14-6-14-6 8-2 13 1 14 6z", "#5d8a4e"),
        path(body, main),
        line("M44 78c8 4 24 4 32 0", shade, 3),
        line("M44 86c8 4 24 4 32 0", light, 3),
      ].join("");
    },
  },
};
