// Pots, soil, seeds and tools.
import { INK, LEAF, METAL, PAPER, STEEL, WOOD } from "../paint.ts";
import { circle, type Drawings, line, oval, path, rect, shadow, turned } from "../shapes.ts";

const SOIL = "#5b4433";
const leaf = (x: number, y: number, turn: number, fill = LEAF): string =>
  turned(turn, path(`M${x} ${y}c-11-9-11-22 0-32 11 10 11 23 0 32z`, fill), x, y);

export const garden: Drawings = {
  planters: {
    forms: ["tall", "hanging", "window"],
    draw({ main, shade, light }, look) {
      const plant = [-48, 48, -18, 18].map((turn) =>
        leaf(60, look === 2 ? 66 : 54, turn, turn < 0 ? LEAF : "#77a566"),
      );
      if (look === 2)
        return [
          shadow(48),
          ...[32, 60, 88].map(
            (x) => leaf(x, 64, -30) + leaf(x, 64, 30, "#77a566") + circle(x, 42, 6, "#e58aa0"),
          ),
          rect(12, 62, 96, 12, shade, 3),
          path("M16 74h88l-6 24a3 3 0 0 1-3 2H25a3 3 0 0 1-3-2z", main),
        ].join("");
      const ropes = look === 1 ? line("M60 4 30 56M60 4l30 52", WOOD, 2.5) : "";
      return [
        look === 1 ? "" : shadow(30),
        ...plant,
        ropes,
        path("M32 60h56l-8 38a3 3 0 0 1-3 2H43a3 3 0 0 1-3-2z", main),
        path("M32 60h12l4 40h-5a3 3 0 0 1-3-2z", light),
        rect(26, 50, 68, 13, shade, 4),
      ].join("");
    },
  },
  "potting-soil": {
    forms: ["herb", "flower", "vegetable"],
    colour: "forest",
    draw({ main, shade, light, accent }, look) {
      const sign = [
        leaf(60, 74, -35) + leaf(60, 74, 35, "#77a566"),
        circle(53, 58, 6, accent) +
          circle(67, 58, 6, accent) +
          circle(60, 51, 6, accent) +
          circle(60, 65, 6, accent) +
          circle(60, 58, 4, PAPER),
        path("M52 52c8-4 16-4 16 2 0 10-4 18-8 24-4-6-8-16-8-26z", "#e07b35") + leaf(60, 54, 0),
      ];
      return [
        shadow(50),
        path("M30 16c20 4 40 4 60 0l4 80c-20 6-48 6-68 0z", main),
        path("M30 16c20 4 40 4 60 0l.5 9c-20 4-41 4-61 0z", shade),
        path("M30 24 28 94c4 2 8 3 12 3V26z", light),
        circle(60, 60, 22, PAPER),
        sign[look] ?? "",
        path("M8 101c4-10 14-8 20-4 10-10 18-6 24 4z", SOIL),
        path("M74 101c6-10 16-10 22-4 8-6 14 0 16 4z", SOIL),
      ].join("");
    },
  },
  seeds: {
    forms: ["tomato", "basil", "wildflower", "radish"],
    colour: "sage",
    draw({ main, shade }, look) {
      const sign = [
        circle(60, 64, 15, "#d84f3c") + leaf(60, 54, -60) + leaf(60, 54, 60) + leaf(60, 54, 0),
        leaf(60, 84, -42) + leaf(60, 84, 42, "#77a566") + leaf(60, 78, 0),
        [0, 72, 144, 216, 288].map((turn) => turned(turn, oval(60, 52, 6, 9, "#8d7fc4"), 60, 63)).join("") +
          circle(60, 63, 5, "#e9b949"),
        path("M60 88c-3-8-14-12-14-22s8-12 14-12 14 2 14 12-11 14-14 22z", "#c9466a") +
          leaf(60, 56, -25) +
          leaf(60, 56, 25),
      ];
      return [
        shadow(34),
        turned(
          -5,
          [
            rect(32, 18, 56, 78, PAPER, 3),
            rect(32, 18, 56, 16, main, 3),
            rect(32, 84, 56, 12, main, 3),
            line("M42 26h36", PAPER, 4),
            sign[look] ?? "",
          ].join(""),
        ),
        oval(98, 97, 4, 2.5, shade) + oval(90, 101, 4, 2.5, shade) + oval(106, 101, 4, 2.5, shade),
      ].join("");
    },
  },
  "garden-tools": {
    forms: ["trowel", "pruner", "weeder"],
    draw({ main, shade, light }, look) {
      const handle =
        rect(53, 8, 14, 42, main, 7) + rect(53, 40, 14, 7, shade) + rect(57, 14, 3, 20, light, 1.5);
      const heads = [
        path("M42 62h36c3 24-8 40-18 50-10-10-21-26-18-50z", METAL) + line("M60 66v30", STEEL, 3),
        "",
        line("M46 108V78c0-10 28-10 28 0v30M60 68v40", STEEL, 5),
      ];
      if (look === 1)
        return turned(
          30,
          [
            path("M56 54C46 44 46 20 58 10c8 12 10 32 8 44z", METAL),
            path("M64 54c8-8 16-14 18-26-10 0-20 8-22 22z", STEEL),
            line("M56 62c-6 16-10 26-8 44", main, 10),
            line("M66 62c10 14 14 24 12 44", shade, 10),
            circle(61, 57, 6, INK),
          ].join(""),
        );
      return turned(35, [rect(57, 48, 6, 22, STEEL), heads[look] ?? "", handle].join(""));
    },
  },
};
