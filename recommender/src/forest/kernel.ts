// The loop of `scoreForest` as WebAssembly: eight rows go down a tree side by side.
import { assemble, type Code, doWhile, f32, f64, i32, type Local, v128 } from "../wasm/assembler.ts";

/** Rows that are scored together; memory for a multiple of it must be there. */
export const ROWS_AT_ONCE = 8;

const LANES = 4;
/** Bytes of a node: the address of its column from that of the rows, and its threshold. */
export const NODE_BYTES = 8;

/**
 * On these first levels all nodes are compared with four rows by one instruction each, and the outcomes on the way are
 * picked out. Further down there are so many nodes that it is faster to look up each row's own.
 */
const LEVELS_COMPARED_WHOLE = 3;

/**
 * The module for trees of `depth`. Its function takes the addresses of the nodes (level order, `NODE_BYTES` each) and of the
 * leaves (float32), how many trees there are, the address of the rows (column after column), how many rows there are,
 * and the address of their sums (float64), to which each tree's leaf is added.
 */
export function forestKernel(depth: number): Uint8Array<ArrayBuffer> {
  return assemble(6, ([nodes, leaves, trees, rows, count, sums], local) => {
    const row = local("i32");
    const rowAddress = local("i32");
    const sumAddress = local("i32");
    const places = Array.from({ length: ROWS_AT_ONCE }, () => local("i32"));
    const groups = Array.from({ length: ROWS_AT_ONCE / LANES }, (_, group) => group);
    const node = local("i32");
    const whole = Math.min(depth, LEVELS_COMPARED_WHOLE);
    const outcomes = Array.from({ length: whole }, () => local("v128"));

    const goDown: Code[] = groups.map((group) =>
      firstLevels(group, { nodes: nodes!, rowAddress, outcomes, places }),
    );
    for (let level = whole; level < depth; level++) {
      places.forEach((place, at) =>
        goDown.push(oneLevel(level, at, { nodes: nodes!, rowAddress, node, place })),
      );
    }
    const addLeaves = places.map((place, at) => {
      const leaf = f32.load(i32.add(leaves!.get, i32.shl(place.get, 2)), 0);
      const sum = f64.load(sumAddress.get, 8 * at);
      return f64.store(sumAddress.get, 8 * at, f64.add(sum, f64.fromF32(leaf)));
    });
    const advance = (by: Local, bytes: number): Code => by.set(i32.add(by.get, i32.const(bytes)));
    return doWhile(
      [
        ...row.set(i32.const(0)),
        ...doWhile(
          [
            ...rowAddress.set(i32.add(rows!.get, i32.shl(row.get, 2))),
            ...sumAddress.set(i32.add(sums!.get, i32.shl(row.get, 3))),
            ...goDown.flat(),
            ...addLeaves.flat(),
          ],
          i32.lessUnsigned(row.tee(i32.add(row.get, i32.const(ROWS_AT_ONCE))), count!.get),
        ),
        ...advance(nodes!, NODE_BYTES * ((1 << depth) - 1)),
        ...advance(leaves!, 4 * (1 << depth)),
      ],
      trees!.tee(i32.sub(trees!.get, i32.const(1))),
    );
  });
}

/** Takes four rows down the levels that are compared whole: sets their places within the next level. */
function firstLevels(
  group: number,
  {
    nodes,
    rowAddress,
    outcomes,
    places,
  }: { nodes: Local; rowAddress: Local; outcomes: readonly Local[]; places: readonly Local[] },
): Code {
  /** All ones in the lanes of rows that go right at a node, numbered in level order. */
  const goesRight = (at: number): Code => {
    const column = i32.add(rowAddress.get, i32.load(nodes.get, NODE_BYTES * at));
    const values = v128.load(column, 4 * LANES * group);
    return v128.not(v128.lessF32(values, v128.loadSplat(nodes.get, NODE_BYTES * at + 4)));
  };
  /** The outcome on a level for the rows that have come to `at` above it, by the outcomes from there on. */
  const outcomeOn = (level: number, at: number, above: number): Code =>
    above === level
      ? goesRight(at)
      : v128.select(
          outcomeOn(level, 2 * at + 2, above + 1),
          outcomeOn(level, 2 * at + 1, above + 1),
          outcomes[above]!.get,
        );
  const code = outcomes.map((outcome, level) => outcome.set(outcomeOn(level, 0, 0)));
  // An outcome of all ones is −1.
  const place = outcomes
    .slice(1)
    .reduce(
      (sum, outcome) => v128.subI32(v128.shlI32(sum, 1), outcome.get),
      v128.negateI32(outcomes[0]!.get),
    );
  const [lanes] = outcomes;
  code.push(lanes!.set(place));
  for (let lane = 0; lane < LANES; lane++) {
    code.push(places[LANES * group + lane]!.set(v128.laneI32(lanes!.get, lane)));
  }
  return code.flat();
}

/** Takes one row down one level: `place` is the number of its node within the level, and then within the next one. */
function oneLevel(
  level: number,
  row: number,
  { nodes, rowAddress, node, place }: { nodes: Local; rowAddress: Local; node: Local; place: Local },
): Code {
  const offset = NODE_BYTES * ((1 << level) - 1);
  const address = node.tee(i32.add(nodes.get, i32.shl(place.get, 3)));
  const value = f32.load(i32.add(rowAddress.get, i32.load(address, offset)), 4 * row);
  const goesRight = i32.not(f32.less(value, f32.load(node.get, offset + 4)));
  return place.set(i32.add(i32.shl(place.get, 1), goesRight));
}
