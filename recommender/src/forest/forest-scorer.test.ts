import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { emptyForest, type Forest, scoreForest } from "./forest.ts";
import { FIRST_TREES, ForestScorer } from "./forest-scorer.ts";

/** Few different values, so that rows often equal a threshold. */
const value = fc.constantFrom(-1, 0, 0.5, 1, 2, Infinity, -Infinity, Number.NaN);

function forestOf(shape: { trees: number; depth: number; columns: number }): fc.Arbitrary<Forest> {
  const forest = emptyForest(shape);
  const filled = <T>(length: number, of: fc.Arbitrary<T>) =>
    fc.array(of, { minLength: length, maxLength: length });
  return fc
    .record({
      feature: filled(forest.feature.length, fc.nat(shape.columns - 1)),
      threshold: filled(forest.threshold.length, value),
      leaf: filled(forest.leaf.length, fc.float({ noNaN: true, noDefaultInfinity: true })),
    })
    .map(({ feature, threshold, leaf }) => {
      forest.feature.set(feature);
      forest.threshold.set(threshold);
      forest.leaf.set(leaf);
      return {
        ...forest,
        feature: forest.feature.slice(),
        threshold: forest.threshold.slice(),
        leaf: forest.leaf.slice(),
      };
    });
}

/** Row-major, as `scoreForest` takes them. */
interface Case {
  readonly forest: Forest;
  readonly rows: readonly number[];
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    trees: fc.integer({ min: 1, max: 5 }),
    depth: fc.integer({ min: 1, max: 6 }),
    columns: fc.integer({ min: 1, max: 5 }),
    count: fc.integer({ min: 0, max: 40 }),
  })
  .chain(({ count, ...shape }) =>
    fc.record({
      forest: forestOf(shape),
      rows: fc.array(value, { minLength: count * shape.columns, maxLength: count * shape.columns }),
    }),
  );

function expected({ forest, rows }: Case): Float32Array {
  const out = new Float32Array(rows.length / forest.columns);
  scoreForest(forest, Float32Array.from(rows), out.length, out);
  return out;
}

/** With `ahead`, what the first trees predict for all rows and all trees for these. */
function scored(scorer: ForestScorer, { forest, rows }: Case, ahead?: Uint32Array): Float32Array {
  const out = new Float32Array(rows.length / forest.columns);
  scorer.ensure(out.length);
  rows.forEach((cell, at) => {
    const row = Math.floor(at / forest.columns);
    scorer.columns[(at % forest.columns) * scorer.capacity + row] = cell;
  });
  if (ahead === undefined) {
    scorer.score(out.length, out);
    return out;
  }
  scorer.scoreFirst(out.length, out);
  scorer.keep(ahead);
  const whole = new Float32Array(ahead.length);
  scorer.scoreRest(ahead.length, whole);
  ahead.forEach((row, at) => (out[row] = whole[at]!));
  return out;
}

describe("a forest's scorer", () => {
  test.each([true, false])("predicts what the plain loop does, bit for bit (SIMD: %p)", (simd) => {
    fc.assert(
      fc.property(cases, (one) => {
        expect(scored(new ForestScorer(one.forest, { simd }), one)).toEqual(expected(one));
      }),
    );
  });

  test.each([true, false])("lets those go on that are kept, in two passes (SIMD: %p)", (simd) => {
    const shape = { depth: 2, columns: 3 };
    const large = fc.integer({ min: FIRST_TREES + 1, max: FIRST_TREES + 4 }).chain((trees) =>
      fc.record({
        forest: forestOf({ ...shape, trees }),
        rows: fc.array(value, { minLength: 60, maxLength: 60 }),
      }),
    );
    fc.assert(
      fc.property(large, fc.subarray(Array.from({ length: 20 }, (_, row) => row)), (one, kept) => {
        const { forest } = one;
        const first = expected({ ...one, forest: { ...forest, trees: FIRST_TREES } });
        const whole = expected(one);
        const left = whole.map((prediction, row) => (kept.includes(row) ? prediction : first[row]!));
        expect(scored(new ForestScorer(forest, { simd }), one, Uint32Array.from(kept))).toEqual(left);
      }),
    );
  });

  test("takes turns with others, whatever their sizes", () => {
    fc.assert(
      fc.property(fc.array(cases, { minLength: 2, maxLength: 4 }), fc.array(fc.nat(3)), (several, turns) => {
        const scorers = several.map(({ forest }) => new ForestScorer(forest));
        for (const turn of turns) {
          const at = turn % several.length;
          expect(scored(scorers[at]!, several[at]!)).toEqual(expected(several[at]!));
        }
      }),
    );
  });

  test("takes more rows than before", () => {
    const forest: Forest = {
      ...emptyForest({ trees: 1, depth: 1, columns: 1 }),
      threshold: Float32Array.of(1),
      leaf: Float32Array.of(10, 20),
    };
    const scorer = new ForestScorer(forest);
    for (const count of [3, 8, 9, 5000]) {
      const rows = Array.from({ length: count }, (_, row) => row % 2);
      expect(scored(scorer, { forest, rows })).toEqual(
        Float32Array.from(rows, (cell) => (cell === 0 ? 10 : 20)),
      );
    }
  });
});
