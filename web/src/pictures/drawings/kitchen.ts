// Coffee and cooking.
import { INK, METAL, PAPER, STEEL, WOOD } from "../paint.ts";
import { circle, type Drawings, line, oval, path, rect, shadow, turned } from "../shapes.ts";

const COFFEE = "#5a3a26";

export const kitchen: Drawings = {
  "espresso-machines": {
    forms: ["lever", "compact", "twin boiler"],
    draw({ main, shade, light, accent }, look) {
      const lever = look === 0 ? line("M70 22 92 6", STEEL, 4) + circle(93, 6, 5, INK) : "";
      const second = look === 2 ? circle(38, 62, 7, PAPER) + line("M38 62l3-4", INK, 2) : "";
      return [
        shadow(44),
        lever,
        rect(22, 20, 76, 24, main, 7),
        rect(22, 20, 34, 74, main, 7),
        rect(22, 20, 76, 8, light, 4),
        rect(64, 44, 20, 8, STEEL, 2),
        rect(60, 51, 28, 7, INK, 3),
        rect(84, 52, 24, 5, WOOD, 2.5),
        line("M68 58v5M80 58v5", STEEL, 3),
        path("M62 68h24c0 10-4 16-12 16s-12-6-12-16z", PAPER),
        line("M86 71c6 0 5 8-1 8", PAPER, 3),
        rect(18, 88, 84, 12, shade, 4),
        rect(56, 84, 42, 5, METAL, 2),
        circle(38, 40, 8, PAPER),
        line("M38 40l4-4", INK, 2),
        second,
        circle(72, 35, 3, accent),
        circle(84, 35, 3, shade),
      ].join("");
    },
  },
  "coffee-beans": {
    forms: ["dark roast", "light roast", "decaf"],
    colour: "charcoal",
    draw({ main, shade, light }, look) {
      const bean = ["#4a2d1c", "#a8713f", "#7c5a42"][look] ?? COFFEE;
      const half = (x: number, y: number, turn: number) =>
        turned(turn, oval(x, y, 8, 11, bean) + line(`M${x} ${y - 9}c5 6-5 12 0 18`, PAPER, 2), x, y);
      return [
        shadow(38),
        path("M34 30h52l8 66a4 4 0 0 1-4 4H30a4 4 0 0 1-4-4z", main),
        path("M34 30h10l-6 70h-8a4 4 0 0 1-4-4z", light),
        rect(32, 16, 56, 17, shade, 3),
        circle(60, 64, 20, PAPER),
        half(55, 64, 25),
        half(67, 66, -30),
        oval(18, 98, 6, 4, bean),
        oval(103, 98, 6, 4, bean),
      ].join("");
    },
  },
  "coffee-cups": {
    forms: ["espresso", "cappuccino", "travel"],
    draw({ main, shade, light, accent }, look) {
      if (look === 2)
        return [
          shadow(24),
          path("M38 32h44l-6 66a3 3 0 0 1-3 2H47a3 3 0 0 1-3-2z", main),
          path("M39.7 52h40.6l-2.5 26H42.2z", accent),
          rect(34, 22, 52, 11, shade, 4),
          rect(42, 14, 36, 9, shade, 3),
        ].join("");
      const foam = look === 1 ? "#e2c8a4" : COFFEE;
      return [
        shadow(44),
        oval(58, 94, 46, 7, shade),
        oval(58, 91, 46, 7, light),
        line("M82 54c20-4 18 24-4 20", main, 7),
        path("M28 46h60c0 28-8 46-30 46S28 74 28 46z", main),
        path("M34 60c2 16 8 26 18 30-18-2-24-22-24-40z", light),
        oval(58, 46, 30, 7, shade),
        oval(58, 47, 26, 5, foam),
        line("M48 32c-5-6 5-9 0-16M66 32c-5-6 5-9 0-16", shade, 3),
      ].join("");
    },
  },
  "frying-pans": {
    forms: ["deep", "flat", "grill"],
    draw({ main, shade, light }, look) {
      const inside =
        look === 2
          ? line("M24 60h48M22 70h52M26 80h44M30 50h36", shade, 3)
          : path("M30 66c0-12 12-18 20-12 10-4 18 6 13 14 2 12-12 14-18 9-10 3-16-3-15-11z", PAPER) +
            circle(46, 66, 7, "#f0b429");
      return [
        line("M70 46 84 34", STEEL, 9),
        line("M82 36 106 15", WOOD, 10),
        circle(103, 17.5, 2, shade),
        circle(48, 66, 38, shade),
        circle(48, 66, 34, main),
        look === 0 ? circle(48, 66, 29, light) : "",
        inside,
      ].join("");
    },
  },
  spatulas: {
    forms: ["slotted", "flexible", "wide"],
    draw({ main, shade, light }, look) {
      const wide = look === 2 ? 26 : 19;
      const slots = look === 0 ? line("M52 22v24M60 22v24M68 22v24", shade, 4) : "";
      const edge =
        look === 1 ? path("M41 22c6-12 32-12 38 0v8H41z", light) : rect(60 - wide, 12, 2 * wide, 8, light, 4);
      return turned(
        32,
        [
          rect(56, 56, 8, 24, STEEL, 2),
          rect(54, 72, 12, 42, WOOD, 6),
          path(
            `M${60 - wide} 18a6 6 0 0 1 6-6h${2 * wide - 12}a6 6 0 0 1 6 6v28c0 8-8 14-${wide} 14s-${wide}-6-${wide}-14z`,
            main,
          ),
          edge,
          slots,
          circle(60, 107, 2.5, PAPER),
        ].join(""),
      );
    },
  },
};
