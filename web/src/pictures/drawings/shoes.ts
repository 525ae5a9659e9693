// Shoes and their care.
import { GOLD, INK, METAL, PAPER, WOOD } from "../paint.ts";
import { circle, type Drawings, line, mirrored, path, rect, shadow, turned } from "../shapes.ts";

export const shoes: Drawings = {
  sneakers: {
    forms: ["low", "high", "court"],
    draw({ main, shade, light, accent }, look) {
      const upper =
        look === 1
          ? "M20 88V26h30l4 22c10 12 22 18 36 22 12 3 16 9 16 18z"
          : "M14 88V50c8-5 14 4 22 4 8 0 12-4 16-10 10 12 22 20 38 24 12 3 16 11 16 20z";
      const laces =
        look === 1 ? "M44 34l10-3M46 44l10-4M52 54l9-6M62 62l6-8" : "M54 56l6-9M62 62l6-9M70 67l6-8";
      return [
        shadow(48),
        path(upper, main),
        path("M84 67c14 3 22 9 22 21H78c-2-8 0-16 6-21z", light),
        look === 1
          ? circle(36, 58, 9, PAPER) + circle(36, 58, 5, accent)
          : path("M24 84c14-2 24-8 32-20l8 4c-6 10-14 16-26 17z", look === 2 ? shade : accent),
        path(look === 1 ? "M20 88V26h10v62z" : "M14 88V52c4-3 8-2 12 1v35z", shade),
        line(laces, PAPER, 3.5),
        path("M12 86h96c2 0 3 13-6 14H18c-7-1-8-14-6-14z", PAPER),
        line("M15 94h90", accent, 2.5),
      ].join("");
    },
  },
  sandals: {
    forms: ["strap", "slide", "trekking"],
    draw({ main, shade, light, accent }, look) {
      const bed =
        "M32 12c13 0 19 12 18 28-1 12 2 22 2 34 0 16-6 26-18 26S16 90 16 76c0-14 0-22-2-36-2-18 6-28 18-28z";
      const straps =
        look === 1
          ? path("M11 30c12 8 30 8 42 0l1 26c-14 6-30 6-42 0z", main)
          : path("M11 32c10 10 20 14 43 10v11C34 58 20 52 11 44z", main) +
            path("M54 28C44 40 30 46 12 50v11c22-2 36-10 42-20z", shade) +
            rect(11, 72, 44, look === 2 ? 13 : 9, main, 4);
      const shoe = [
        path(bed, WOOD),
        path(
          "M32 18c9 0 13 10 12 22-1 12 2 22 2 34 0 12-4 20-12 20s-12-8-12-18c0-14 0-22-2-36-1-14 4-22 12-22z",
          "#dcc097",
        ),
        straps,
        look === 1 ? rect(26, 38, 13, 9, accent, 2) : rect(46, 72, 8, look === 2 ? 13 : 9, GOLD, 2),
        look === 2 ? line("M14 66h38", light, 3) : "",
      ].join("");
      return [mirrored(shoe)].join("");
    },
  },
  boots: {
    forms: ["chelsea", "lace-up", "hiking"],
    draw({ main, shade, light, accent }, look) {
      const side =
        look === 0
          ? path("M46 16h16v38l-8 10-8-10z", shade) + rect(28, 10, 7, 14, light, 3)
          : line("M56 24l12 3M56 34l12 3M57 44l13 3M60 54l13 1M68 63l8-5", look === 1 ? light : accent, 3.5);
      return [
        shadow(46),
        path("M26 16h42v40c4 10 20 12 30 17 8 4 10 11 10 21H26z", main),
        path("M88 69c12 4 20 10 20 25H80c-2-10 1-19 8-25z", light),
        look === 2 ? rect(23, 12, 48, 12, shade, 5) : "",
        side,
        path("M26 94V70c6 2 12 10 14 24z", shade),
        rect(24, 92, 86, 9, INK, 3),
        rect(24, 94, 28, 9, INK, 2),
      ].join("");
    },
  },
  "shoe-care": {
    forms: ["polish", "brush", "spray"],
    draw({ main, shade, light, accent }, look) {
      if (look === 2)
        return [
          shadow(22),
          rect(40, 40, 40, 60, main, 6),
          rect(44, 30, 32, 12, METAL, 4),
          rect(50, 16, 20, 16, shade, 3),
          circle(50, 22, 2.5, INK),
          line("M40 20l-12-5M40 24H26M40 28l-12 5", light, 3),
          rect(40, 56, 40, 28, PAPER),
          path("M48 78v-9c5 3 8-2 10-5 4 5 10 5 13 7 2 1 2 4 2 7z", accent),
        ].join("");
      return [
        shadow(46),
        turned(
          look === 1 ? -8 : -24,
          [
            rect(18, 34, 74, 16, WOOD, 8),
            path("M24 50h62l-3 18H27z", INK),
            line("M34 52v14M44 52v14M54 52v14M64 52v14M74 52v14", "#6b665e", 2),
          ].join(""),
          55,
          56,
        ),
        rect(54, 78, 52, 22, main, 5),
        rect(50, 70, 60, 13, shade, 5),
        rect(66, 86, 28, 8, PAPER, 2),
        look === 1 ? "" : circle(80, 76.5, 3, accent),
      ].join("");
    },
  },
};
