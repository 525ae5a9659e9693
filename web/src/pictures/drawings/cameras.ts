// Cameras and what belongs to them.
import { GOLD, INK, METAL, PAPER, STEEL } from "../paint.ts";
import { circle, type Drawings, line, mirrored, path, rect, shadow } from "../shapes.ts";

export const cameras: Drawings = {
  "digital-cameras": {
    forms: ["compact", "mirrorless", "bridge", "travel zoom"],
    draw({ main, shade, accent }, look) {
      const lens = look === 2 ? 25 : 21;
      return [
        shadow(42),
        look === 0 ? rect(66, 32, 20, 10, shade, 3) : path("M42 42 48 28h24l6 14z", shade),
        rect(26, 34, 14, 10, shade, 3),
        rect(16, 40, 88, 58, main, 10),
        rect(16, 52, 88, 32, shade),
        circle(60, 68, lens, METAL),
        circle(60, 68, lens - 4, INK),
        circle(60, 68, lens - 11, "#5d83ab"),
        circle(55, 63, 3.5, PAPER),
        circle(91, 46.5, 3, accent),
      ].join("");
    },
  },
  "memory-cards": {
    forms: ["sd", "microsd", "cfexpress"],
    colour: "navy",
    draw({ main, shade, accent }, look) {
      const body =
        look === 1
          ? "M40 24h26l4 8 4-2v12l6 6v48a4 4 0 0 1-4 4H40a4 4 0 0 1-4-4V28a4 4 0 0 1 4-4z"
          : "M34 18h40l14 14v64a4 4 0 0 1-4 4H34a4 4 0 0 1-4-4V22a4 4 0 0 1 4-4z";
      const contacts = [36, 44, 52, 60].map((x) =>
        rect(x + (look === 1 ? 4 : 0), look === 1 ? 29 : 23, 5, 14, GOLD, 1),
      );
      return [
        shadow(30),
        path(body, main),
        ...contacts,
        rect(38, 50, look === 1 ? 34 : 42, 38, PAPER, 3),
        rect(38, 50, look === 1 ? 34 : 42, 10, accent, 3),
        line("M44 70h22M44 79h14", shade, 3),
      ].join("");
    },
  },
  "camera-bags": {
    draw: ({ main, shade, light, accent }) =>
      [
        shadow(42),
        line("M30 52C30 12 90 12 90 52", shade, 6),
        rect(20, 46, 80, 53, main, 10),
        rect(32, 74, 56, 25, shade, 6),
        path("M20 56a10 10 0 0 1 10-10h60a10 10 0 0 1 10 10v8c0 8-18 14-40 14S20 72 20 64z", light),
        rect(53, 70, 14, 15, accent, 3),
        rect(57, 74, 6, 6, main, 1),
      ].join(""),
  },
  tripods: {
    forms: ["travel", "tabletop", "studio"],
    draw({ main, shade, accent }, look) {
      const hub = look === 1 ? 64 : 48;
      return [
        shadow(38),
        line(`M60 ${hub}V100`, shade, 6),
        mirrored(line(`M57 ${hub + 4} 26 99`, main, 7)),
        mirrored(line(`M44 ${hub + 25} 40 ${hub + 32}`, look === 1 ? main : METAL, 8)),
        line(`M60 30V${hub}`, STEEL, 7),
        rect(49, hub - 5, 22, 13, shade, 4),
        rect(52, 26, 16, 10, INK, 3),
        rect(38, 17, 44, 9, INK, 3),
        line("M66 32 90 42", STEEL, 4),
        line("M84 39.5 92 43", accent, 6),
      ].join("");
    },
  },
};
