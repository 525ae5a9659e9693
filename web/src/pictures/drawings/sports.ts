// What one trains with.
import { GLASS, INK, STEEL } from "../paint.ts";
import { circle, type Drawings, line, mirrored, moved, oval, path, rect, shadow, turned } from "../shapes.ts";

const lotus = (fill: string): string =>
  path("M60 46c9-8 7-18 0-26-7 8-9 18 0 26z", fill) +
  mirrored(path("M57 46c-4-10-13-13-23-11 4 10 13 13 23 11z", fill));

export const sports: Drawings = {
  "running-belts": {
    forms: ["slim", "twin pocket", "bottle"],
    draw({ main, shade, light, accent }, look) {
      const band = (d: string, stroke: string, width: number) => line(d, stroke, width);
      const pocket = (x: number, width: number) =>
        rect(x, 58, width, 34, main, 12) +
        line(`M${x + 8} 70h${width - 16}`, light, 3) +
        circle(x + width - 9, 70, 3, accent);
      const pockets =
        look === 1 ? pocket(22, 36) + pocket(62, 36) : look === 2 ? pocket(20, 46) : pocket(32, 56);
      const bottle =
        look === 2
          ? rect(74, 42, 24, 48, GLASS, 8) + rect(79, 34, 14, 10, INK, 3) + rect(72, 62, 28, 16, shade, 4)
          : "";
      return [
        band("M10 50C10 24 110 24 110 50", shade, 9),
        rect(53, 24, 14, 13, INK, 3),
        band("M10 50c0 28 20 30 50 30s50-2 50-30", main, 9),
        pockets,
        bottle,
      ].join("");
    },
  },
  "yoga-mats": {
    forms: ["travel", "thick", "grip"],
    draw({ main, shade, light, accent }, look) {
      const radius = look === 1 ? 25 : 21;
      const y = 96 - radius;
      const dots =
        look === 2
          ? [50, 62, 74, 86].map((x) => circle(x, y - 6, 2, light) + circle(x + 5, y + 4, 2, light)).join("")
          : "";
      return [
        shadow(52),
        path("M30 90h82l4 10H22z", light),
        rect(30, y - radius, 68, 2 * radius, main),
        oval(98, y, 9, radius, main),
        dots,
        oval(30, y, 13, radius, shade),
        `<g fill="none" stroke="${light}" stroke-width="2.5"><ellipse cx="30" cy="${y}" rx="10" ry="${radius - 5}"/><ellipse cx="30" cy="${y}" rx="6" ry="${radius - 11}"/><ellipse cx="30" cy="${y}" rx="2" ry="${Math.max(2, radius - 17)}"/></g>`,
        look === 0
          ? line(`M48 ${y - radius + 1}C50 14 84 14 86 ${y - radius + 1}`, accent, 4) +
            rect(46, y - radius, 5, 2 * radius, accent) +
            rect(84, y - radius, 5, 2 * radius, accent)
          : rect(64, y - radius, 7, 2 * radius, accent),
      ].join("");
    },
  },
  "yoga-blocks": {
    forms: ["wide", "slim"],
    draw({ main, shade, light }, look) {
      const block = (y: number, height: number, front: string, side: string, top: string) =>
        [
          path(`M14 ${y}l18-16h74l-18 16z`, top),
          path(`M88 ${y}l18-16v${height}l-18 16z`, side),
          path(`M14 ${y}h74v${height}H14z`, front),
        ].join("");
      return [
        shadow(48),
        look === 0
          ? block(58, 42, main, shade, light)
          : block(76, 24, shade, INK, main) + block(50, 24, main, shade, light),
        moved(-9, look === 0 ? 46 : 38, lotus(light), look === 0 ? 1 : 0.7),
      ].join("");
    },
  },
  skis: {
    forms: ["all-mountain", "touring", "carving"],
    draw({ main, shade, light, accent }, look) {
      const width = look === 1 ? 11 : 14;
      const waist = look === 2 ? 4 : 2;
      const left = 60 - width / 2;
      const ski = [
        path(
          `M${left} 22c0-14 2-20 ${width / 2}-20s${width / 2} 6 ${width / 2} 20l-${waist / 2} 40 ${waist / 2} 50c0 6-${width} 6-${width} 0l${waist / 2}-50z`,
          main,
        ),
        rect(left + 2, 14, width - 4, 9, light, 2),
        rect(left + 2, 27, width - 4, 5, accent, 1),
        rect(left + 2, 88, width - 4, 12, shade, 2),
        rect(left - 1, 52, width + 2, 8, INK, 2),
        rect(left - 1, 68, width + 2, 10, INK, 2),
      ].join("");
      const pole = line("M60 12v96", STEEL, 3) + rect(56.5, 6, 7, 18, INK, 3) + oval(60, 98, 8, 2.5, STEEL);
      return [turned(34, pole), turned(-34, pole), turned(13, ski), turned(-13, ski)].join("");
    },
  },
  "ski-goggles": {
    forms: ["cylindrical", "spherical"],
    draw({ main, shade, light, accent }, look) {
      const glass = look === 0 ? "#3f6f93" : "#b8612e";
      return [
        path("M2 48c10 4 20 4 30 2v26c-10-2-20-2-30 2z", accent),
        path("M118 48c-10 4-20 4-30 2v26c10-2 20-2 30 2z", accent),
        line("M4 62h24M92 62h24", light, 3),
        path(
          "M20 52c0-14 14-18 40-18s40 4 40 18c2 18-2 38-20 38-10 0-12-8-20-8s-10 8-20 8c-18 0-22-20-20-38z",
          main,
        ),
        path(
          "M28 54c0-9 10-12 32-12s32 3 32 12c1 14-2 28-14 28-8 0-10-8-18-8s-10 8-18 8c-12 0-15-14-14-28z",
          glass,
        ),
        path("M36 52c6-4 14-5 22-5l-18 26c-5-5-6-13-4-21z", "#ffffff55"),
        mirrored(rect(12, 54, 10, 18, shade, 3)),
      ].join("");
    },
  },
};
