// Laptops and what is plugged into them.
import { GLASS, GOLD, INK, METAL, PAPER, STEEL } from "../paint.ts";
import { circle, type Drawings, line, path, rect, shadow } from "../shapes.ts";

export const computers: Drawings = {
  laptops: {
    draw: ({ main, shade, light, accent }) =>
      [
        shadow(50),
        rect(24, 26, 72, 58, shade, 6),
        rect(29, 31, 62, 46, GLASS, 2),
        path("M29 77V62c14-14 22-2 32-10s20-4 30-14v39z", accent),
        circle(42, 44, 6, PAPER),
        path("M24 80h72l12 14a3.5 3.5 0 0 1-3 6H15a3.5 3.5 0 0 1-3-6z", main),
        path("M31 84h58l4 6H27z", shade),
        rect(49, 93, 22, 4, light, 2),
      ].join(""),
  },
  "laptop-sleeves": {
    forms: ["zip", "flap", "padded"],
    draw({ main, shade, light, accent }, look) {
      const quilt = look === 2 ? line("M36 50v46M60 50v46M84 50v46M18 66h84M18 82h84", shade, 2) : "";
      const front = look === 1 ? path("M16 46h88v10L60 80 16 56z", light) + circle(60, 72, 4.5, accent) : "";
      return [
        shadow(44),
        rect(24, 30, 72, 30, METAL, 5),
        rect(24, 30, 72, 5, STEEL, 2.5),
        rect(16, 42, 88, 58, main, 9),
        quilt,
        look === 1 ? "" : line("M22 50h76", shade, 4) + line("M90 50v9", accent, 4),
        front,
        rect(76, 86, 18, 7, light, 2),
      ].join("");
    },
  },
  mice: {
    draw: ({ main, shade, light, accent }) =>
      [
        line("M60 26C60 8 84 20 92 8", shade, 4),
        shadow(28),
        rect(34, 22, 52, 78, main, 26),
        path("M34 56V48a26 26 0 0 1 52 0v8z", light),
        line("M60 24v32M34 57c16 5 36 5 52 0", shade, 3),
        rect(55.5, 34, 9, 17, accent, 4.5),
        path("M40 78c3 10 10 17 20 18-14 1-21-8-20-18z", shade),
      ].join(""),
  },
  "card-readers": {
    draw: ({ main, shade, light, accent }) =>
      [
        shadow(36),
        line("M88 60C112 60 106 30 92 24", shade, 5),
        rect(76, 12, 18, 14, METAL, 2),
        rect(80, 24, 10, 8, INK, 2),
        path("M38 36h28l8 8v24H38z", accent),
        [42, 49, 56].map((x) => rect(x, 39, 4, 8, GOLD, 1)).join(""),
        rect(22, 54, 68, 44, main, 9),
        rect(32, 60, 48, 8, INK, 3),
        rect(32, 76, 30, 5, shade, 2),
        circle(78, 84, 4, light),
      ].join(""),
  },
};
