import { expect, test } from "bun:test";
import { mulberry32 } from "../random.ts";
import { popularityOrder } from "./order.ts";

test.each([0, 1, 2, 3000])(
  "%d items are in the order of a sort by comparison, equal ones as they came",
  (size) => {
    const random = mulberry32(size);
    // In the middle of a buffer, with many equal ones, nothing, and the smallest and greatest there are.
    const edges = [0, 1, 1e-45, 1e30, 0.5];
    const all = Float32Array.from({ length: size + 3 }, (_, at) =>
      at % 7 === 0 ? edges[at % edges.length]! : Math.floor(random() * 500) / 499,
    );
    const popularity = all.subarray(3);
    const expected = [...popularity.keys()].sort((a, b) => popularity[b]! - popularity[a]! || a - b);
    expect(Array.from(popularityOrder(popularity).order)).toEqual(expected);
  },
);
