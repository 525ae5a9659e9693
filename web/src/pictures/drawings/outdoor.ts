// What is taken along on a hike.
import { GLASS, INK, METAL, PAPER, STEEL } from "../paint.ts";
import { circle, type Drawings, line, mirrored, oval, path, rect, shadow } from "../shapes.ts";

export const outdoor: Drawings = {
  tents: {
    forms: ["dome", "tunnel", "ultralight"],
    draw({ main, shade, light, accent }, look) {
      const tent = [
        path("M8 99C20 54 40 28 60 28s40 26 52 71z", main) +
          path("M60 28C40 28 20 54 8 99h22C38 60 48 36 60 28z", light) +
          line("M60 28c16 10 24 38 28 70", shade, 3),
        path("M10 99C10 60 24 42 40 42h42c16 0 28 20 28 57z", main) +
          path("M10 99C10 60 24 42 40 42c14 0 26 20 26 57z", light) +
          line("M80 42c10 10 14 34 14 56M66 99C66 70 56 44 42 42", shade, 3),
        path("M60 20 112 99H8z", main) + path("M60 20 8 99h24z", light) + line("M60 20V8", STEEL, 4),
      ];
      const door =
        look === 1
          ? path("M38 54c10 4 16 24 16 45H22c0-22 6-41 16-45z", INK)
          : path("M60 46c9 12 15 32 17 53H43c2-21 8-41 17-53z", INK);
      const flap =
        look === 1
          ? path("M38 54c-10 4-16 23-16 45h9c0-18 2-33 7-45z", accent)
          : path("M60 46c-9 12-15 32-17 53h9c1-22 4-40 8-53z", accent);
      return [shadow(54), line("M12 92 4 101M108 92l8 9", STEEL, 2), tent[look] ?? "", door, flap].join("");
    },
  },
  "sleeping-bags": {
    forms: ["mummy", "quilt", "wide"],
    draw({ main, shade, light, accent }, look) {
      const half = look === 0 ? 26 : 32;
      const foot = look === 0 ? 18 : 30;
      const left = 60 - half;
      const side = `M60.5 10C44 10 ${left} 18 ${left} 36c-2 20-1 46 ${half - foot - 4} 62q1 5 8 5h${foot - 3.5}z`;
      return [
        mirrored(path(side, main)),
        oval(60, 30, 18, 15, shade),
        path("M46 30c0-8 28-8 28 0 0 8-4 12-14 12s-14-4-14-12z", PAPER),
        line(
          `M${62 - half} 56c18 6 34 6 ${2 * half - 4} 0M${63 - half} 72c16 6 32 6 ${2 * half - 6} 0M${65 - half} 88c14 6 28 6 ${2 * half - 10} 0`,
          shade,
          3,
        ),
        line("M60 46v34", light, 3),
        circle(60, 82, 3.5, accent),
      ].join("");
    },
  },
  "camping-lamps": {
    forms: ["rechargeable", "solar", "folding"],
    draw({ main, shade, light, accent }, look) {
      const glow = "#ffe7a3";
      const middle =
        look === 2
          ? path("M36 46h48l-5 9 5 9-5 9 5 9H36l5-9-5-9 5-9z", glow) +
            line("M41 55h38M36 64h48M41 73h38", "#e9c566", 2)
          : rect(38, 46, 44, 38, glow, 3) +
            circle(60, 65, 10, "#fff8e0") +
            line("M45 46v38M75 46v38", shade, 3);
      return [
        shadow(36),
        line("M38 40C38 6 82 6 82 40", STEEL, 4),
        rect(32, 34, 56, 13, main, 5),
        look === 1
          ? path("M38 34h44l-6-8H44z", "#3d5f86") + line("M52 33l2-6M67 33l-2-6", "#8fb1d6", 1.5)
          : rect(42, 28, 36, 8, shade, 3),
        middle,
        rect(28, 82, 64, 18, main, 6),
        rect(28, 82, 64, 6, light, 3),
        circle(60, 93, 4, accent),
      ].join("");
    },
  },
  "water-bottles": {
    forms: ["insulated", "wide mouth", "filter"],
    draw({ main, shade, light, accent }, look) {
      const loop =
        look === 0 ? `<path d="M50 16C50 2 70 2 70 16" fill="none" stroke="${INK}" stroke-width="5"/>` : "";
      const top =
        look === 1
          ? rect(40, 14, 40, 18, INK, 4)
          : look === 2
            ? rect(46, 20, 28, 14, INK, 4) + rect(55, 8, 10, 14, accent, 4)
            : rect(47, 14, 26, 16, INK, 4);
      return [
        shadow(24),
        loop,
        top,
        rect(48, 28, 24, 10, METAL, 2),
        path("M44 38h32c6 4 8 8 8 14v42a6 6 0 0 1-6 6H42a6 6 0 0 1-6-6V52c0-6 2-10 8-14z", main),
        rect(42, 52, 5, 34, light, 2.5),
        rect(36, 66, 48, look === 2 ? 16 : 7, look === 2 ? GLASS : shade),
      ].join("");
    },
  },
};
