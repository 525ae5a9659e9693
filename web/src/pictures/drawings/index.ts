// All drawings by the kind of product they show: the name of its category, in lower case with hyphens.
import { PAPER } from "../paint.ts";
import { type Drawings, line, path, rect, shadow } from "../shapes.ts";
import { beauty } from "./beauty.ts";
import { cameras } from "./cameras.ts";
import { clothing } from "./clothing.ts";
import { computers } from "./computers.ts";
import { garden } from "./garden.ts";
import { home } from "./home.ts";
import { kitchen } from "./kitchen.ts";
import { outdoor } from "./outdoor.ts";
import { shoes } from "./shoes.ts";
import { sports } from "./sports.ts";
import { stationery } from "./stationery.ts";
import { toys } from "./toys.ts";

/** What nobody has drawn: a bag from the shop. */
export const GENERIC = "product";

export const DRAWINGS: Drawings = {
  ...cameras,
  ...computers,
  ...kitchen,
  ...clothing,
  ...shoes,
  ...beauty,
  ...garden,
  ...outdoor,
  ...sports,
  ...toys,
  ...home,
  ...stationery,
  [GENERIC]: {
    draw: ({ main, shade, light, accent }) =>
      [
        shadow(36),
        line("M46 44V32a14 14 0 0 1 28 0v12", shade, 4),
        path("M28 42h64l6 54a4 4 0 0 1-4 4H26a4 4 0 0 1-4-4z", main),
        path("M28 42h12l-6 58h-8a4 4 0 0 1-4-4z", light),
        rect(46, 60, 28, 28, PAPER, 6),
        path("M60 84c-9-6-9-15 0-21 9 6 9 15 0 21z", accent),
      ].join(""),
  },
};
