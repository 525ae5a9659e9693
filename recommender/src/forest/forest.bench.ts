// Run by hand (`bun recommender/src/forest/forest.bench.ts`): seconds to train, microseconds to score 50 candidates.
import { mulberry32 } from "../random.ts";
import { ForestScorer } from "./forest-scorer.ts";
import { trainForest } from "./train.ts";

const CANDIDATES = 50;
const REQUESTS = 5000;

function measure(rows: number, columns: number, trees: number, depth: number): string {
  const random = mulberry32(1);
  const features = Float32Array.from({ length: rows * columns }, (_, i) =>
    i % 3 === 0 ? Math.floor(random() * 5) : random(),
  );
  const labels = Float32Array.from(
    { length: rows },
    (_, row) => Math.sin(features[row * columns + 1]! * 6) + random(),
  );

  const trainStart = performance.now();
  const forest = trainForest(features, columns, labels, {
    trees,
    depth,
  });
  const seconds = (performance.now() - trainStart) / 1000;

  // Other rows for each request: the same ones again would train the branch predictor, not measure it.
  const requests = Math.floor(rows / CANDIDATES);
  const microseconds = [false, true].map((simd) => {
    const scorer = new ForestScorer(forest, { simd });
    scorer.ensure(CANDIDATES);
    const out = new Float32Array(CANDIDATES);
    const score = (request: number): void => {
      const first = (request % requests) * CANDIDATES;
      for (let row = 0; row < CANDIDATES; row++) {
        for (let column = 0; column < columns; column++) {
          scorer.columns[column * scorer.capacity + row] = features[(first + row) * columns + column]!;
        }
      }
      scorer.score(CANDIDATES, out);
    };
    for (let request = 0; request < REQUESTS; request++) score(request);
    const started = performance.now();
    for (let request = 0; request < REQUESTS; request++) score(request);
    return ((performance.now() - started) * 1000) / REQUESTS;
  });
  const [plain, kernel] = microseconds;

  return `${rows} rows × ${columns} features × ${trees} trees, depth ${depth}: trained in ${seconds.toFixed(1)} s, ${CANDIDATES} candidates in ${plain!.toFixed(1)} µs, ${kernel!.toFixed(1)} µs with SIMD\n`;
}

for (const [rows, columns, trees, depth] of [
  [20_000, 15, 40, 6],
  [20_000, 15, 40, 8],
  [100_000, 25, 60, 8],
] as const) {
  process.stdout.write(measure(rows, columns, trees, depth));
}
