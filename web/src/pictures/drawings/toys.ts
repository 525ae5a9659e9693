// Games, and where they are kept.
import { INK, METAL, PAPER, STEEL } from "../paint.ts";
import { circle, type Drawings, line, moved, oval, path, rect, shadow, turned } from "../shapes.ts";

export const toys: Drawings = {
  "building-bricks": {
    forms: ["castle", "space", "harbour", "farm"],
    draw({ main, shade, light, accent }, look) {
      const brick = (x: number, y: number, studs: number, front: string, stud: string) =>
        [
          ...Array.from({ length: studs }, (_, at) => rect(x + 5 + 20 * at, y - 7, 12, 10, stud, 2)),
          rect(x, y, 20 * studs + 2, 24, front, 3),
        ].join("");
      const top =
        look === 1
          ? brick(50, 26, 1, accent, accent)
          : brick(look === 2 ? 70 : 28, 26, look === 3 ? 3 : 2, accent, accent);
      return [
        shadow(48),
        brick(9, 76, 5, main, light),
        brick(look === 2 ? 50 : 9, 51, look === 3 ? 4 : 2, shade, shade),
        look === 3 || look === 2 ? "" : brick(70, 51, 2, light, light),
        top,
        rect(14, 82, 92, 4, light, 2),
      ].join("");
    },
  },
  puzzles: {
    forms: ["animal", "map", "landscape"],
    colour: "sky",
    draw({ main, shade, light, accent }, look) {
      const piece =
        "M24 38h20c-5-12 1-18 8-18s13 6 8 18h22v20c12-5 18 1 18 8s-6 13-18 8v24H24V78c12 5 16-1 16-8s-4-13-16-8z";
      const sign = [
        circle(53, 68, 11, PAPER) +
          circle(45, 58, 5, PAPER) +
          circle(61, 58, 5, PAPER) +
          circle(49, 67, 1.8, INK) +
          circle(57, 67, 1.8, INK) +
          oval(53, 72, 3, 2, INK),
        line("M32 52c10 8 18-4 28 4M30 88c14-10 24 6 46-6", light, 4) +
          path("M62 84c-8-10-9-14-9-18a9 9 0 0 1 18 0c0 4-1 8-9 18z", accent),
        path("M24 98V84l16-18 14 14 12-10 16 16v12z", light) + circle(70, 52, 6, accent),
      ];
      return [
        shadow(44),
        moved(64, 4, turned(24, path(piece, accent)), 0.42),
        path(piece, shade),
        moved(-2, -2, path(piece, main)),
        sign[look] ?? "",
      ].join("");
    },
  },
  "board-games": {
    forms: ["strategy", "family", "party"],
    colour: "forest",
    draw({ main, shade, light, accent }, look) {
      const squares = [0, 1, 2, 3].flatMap((row) =>
        [0, 1, 2, 3].flatMap((column) => {
          const x = 60 + 12 * (column - row);
          const y = 46 + 6.5 * (column + row);
          return (row + column) % 2 === 0 ? [path(`M${x} ${y}l12 6.5-12 6.5-12-6.5z`, main)] : [];
        }),
      );
      const pawn = (x: number, y: number, fill: string) =>
        circle(x, y, 8, fill) + path(`M${x - 5} ${y + 6}h10l6 24c-4 4-18 4-22 0z`, fill);
      return [
        path("M60 36 118 68 60 100 2 68z", shade),
        path("M60 32 118 64 60 96 2 64z", light),
        path("M60 42 108 68 60 94 12 68z", PAPER),
        ...squares,
        look === 2 ? "" : pawn(46, 30, accent),
        look === 0 ? pawn(78, 40, shade) : "",
        look === 0
          ? ""
          : rect(66, 50, 26, 26, PAPER, 5) +
            `<rect x="66" y="50" width="26" height="26" rx="5" fill="none" stroke="${STEEL}" stroke-width="2"/>` +
            [
              [73, 57],
              [85, 57],
              [79, 63],
              [73, 69],
              [85, 69],
            ]
              .map(([x = 0, y = 0]) => circle(x, y, 2.5, INK))
              .join(""),
        look === 2 ? rect(30, 44, 26, 26, accent, 5) + circle(43, 57, 4, PAPER) : "",
      ].join("");
    },
  },
  "storage-boxes": {
    forms: ["lidded", "stackable", "rolling"],
    draw({ main, shade, light, accent }, look) {
      const box = (y: number, height: number) =>
        rect(18, y, 84, height, main, 5) +
        rect(44, y + height / 2 - 5, 32, 10, INK, 5) +
        rect(18, y, 84, 6, light, 3);
      const bottom = look === 2 ? 92 : 100;
      return [
        shadow(46),
        look === 1 ? box(28, 34) + box(66, 34) : box(46, bottom - 46),
        look === 0 ? rect(14, 36, 92, 15, shade, 5) + rect(50, 30, 20, 8, accent, 3) : "",
        look === 1 ? rect(22, 60, 76, 7, shade) : "",
        look === 2
          ? circle(32, 95, 6, INK) +
            circle(88, 95, 6, INK) +
            circle(40, 40, 11, accent) +
            path("M58 46V26l14 20z", shade) +
            rect(78, 30, 14, 16, METAL, 2) +
            rect(18, 46, 84, 8, light, 3)
          : "",
      ].join("");
    },
  },
};
