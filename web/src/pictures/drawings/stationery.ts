// What one writes with.
import { GLASS, GOLD, INK, METAL, PAPER, STEEL } from "../paint.ts";
import { circle, type Drawings, line, path, rect, shadow, turned } from "../shapes.ts";

export const stationery: Drawings = {
  notebooks: {
    forms: ["dotted", "lined", "plain"],
    draw({ main, shade, light, accent }, look) {
      const label =
        look === 0
          ? [54, 62, 70].map((x) => circle(x, 44, 2, light) + circle(x, 52, 2, light)).join("")
          : look === 1
            ? line("M52 42h22M52 50h22M52 58h14", light, 3)
            : rect(50, 36, 26, 18, PAPER, 2);
      return [
        shadow(34),
        rect(34, 16, 60, 82, PAPER, 4),
        line("M92 24v66", "#d9d3c5", 2),
        rect(28, 14, 60, 86, main, 6),
        path("M34 14h8v86h-8a6 6 0 0 1-6-6V20a6 6 0 0 1 6-6z", shade),
        label,
        rect(78, 14, 4, 86, accent),
        path("M56 100v10l4-4 4 4v-10z", accent),
      ].join("");
    },
  },
  "fountain-pens": {
    forms: ["classic", "pocket", "calligraphy"],
    draw({ main, shade, light, accent }, look) {
      const start = look === 1 ? 22 : 2;
      const nib = look === 2 ? "M53 84h14l-2 26h-10z" : "M53 84h14l-7 28z";
      return [
        line("M20 102c12-8 18 6 28-2s8-8 14-2", accent, 3),
        turned(
          40,
          [
            rect(52, start, 16, 72 - start, main, 8),
            rect(52, start + 32, 16, 5, GOLD),
            rect(61.5, start + 8, 3.5, 28, GOLD, 1.7),
            rect(55, start + 42, 3, 20, light, 1.5),
            rect(53, 70, 14, 15, shade, 3),
            path(nib, GOLD),
            line("M60 92v16", INK, 1.5),
            circle(60, 91, 2, INK),
          ].join(""),
        ),
      ].join("");
    },
  },
  ink: {
    forms: ["bottled", "cartridge"],
    draw({ main, shade, light, accent }, look) {
      if (look === 1)
        return [
          shadow(40),
          ...[24, 46, 68].map(
            (x, at) =>
              rect(x, 30, 18, 70, GLASS, 7) +
              rect(x, 46, 18, 54, at === 1 ? shade : main, 7) +
              rect(x + 5, 22, 8, 10, STEEL, 2) +
              rect(x + 4, 54, 3, 32, light, 1.5),
          ),
          circle(98, 92, 6, accent),
        ].join("");
      return [
        shadow(38),
        path("M44 44h32c2 6 20 8 22 20v30a6 6 0 0 1-6 6H28a6 6 0 0 1-6-6V64c2-12 20-14 22-20z", GLASS),
        path("M26 68h68v24a4 4 0 0 1-4 4H30a4 4 0 0 1-4-4z", main),
        rect(44, 34, 32, 12, STEEL, 2),
        rect(40, 16, 40, 20, INK, 5),
        rect(42, 62, 36, 30, PAPER, 3),
        path("M60 66c7 8 8 11 8 14a8 8 0 0 1-16 0c0-3 1-6 8-14z", main),
        line("M48 21v10M60 21v10M72 21v10", "#6b665e", 2),
      ].join("");
    },
  },
  pencils: {
    forms: ["coloured", "sketching", "carpenter"],
    draw({ main, shade, light, accent }, look) {
      const pencil = (body: string, side: string, tip: string) =>
        [
          path("M51 32 60 6l9 26z", "#ecd3a6"),
          path("M56.8 15 60 6l3.2 9z", tip),
          rect(51, 31, 18, 72, body),
          rect(51, 31, 5, 72, side),
          look === 1
            ? rect(51, 92, 18, 6, METAL) + rect(51, 98, 18, 10, "#e58aa0", 4)
            : rect(51, 96, 18, 8, side, 2),
        ].join("");
      const lead = look === 0 ? accent : INK;
      return [
        turned(-20, pencil(look === 0 ? accent : shade, look === 0 ? shade : main, lead), 60, 110),
        turned(20, pencil(light, main, look === 0 ? light : INK), 60, 110),
        pencil(main, shade, look === 0 ? main : INK),
        rect(34, 74, 52, 9, look === 2 ? accent : PAPER, 3),
      ].join("");
    },
  },
};
