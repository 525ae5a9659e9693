// Features row by row, as a forest learns from them: all columns, whether the model's own forest reads them or not.
import type { Candidates } from "./candidates.ts";
import {
  EARLY_COLUMNS,
  FEATURES,
  type FeatureCustomer,
  type FeatureSources,
  LATE_COLUMNS,
  writeFeatures,
} from "./features.ts";
import { blendFor } from "./placements.ts";

/**
 * The features of the candidates in `rows`: `Float32Array` of rows × `FEATURES.length`, row-major. Those that the first trees
 * may read are found among all candidates, as in serving.
 */
export function featureRows(
  sources: FeatureSources,
  customer: FeatureCustomer,
  candidates: Candidates,
  rows: readonly number[],
): Float32Array {
  const { size } = candidates;
  const early = new Float32Array(size * FEATURES.length);
  writeFeatures(early, size, candidates, { ...sources, ...customer, reads: EARLY_COLUMNS });
  const item = Uint32Array.from(rows, (row) => candidates.item[row]!);
  const asked = { ...candidates, size: rows.length, item };
  const blend = blendFor("personal", sources.model.recipe);
  sources.contributions.find(item, rows.length, customer.visits, blend);
  const late = new Float32Array(rows.length * FEATURES.length);
  writeFeatures(late, rows.length, asked, { ...sources, ...customer, reads: LATE_COLUMNS });
  const features = new Float32Array(rows.length * FEATURES.length);
  let cell = 0;
  for (let at = 0; at < rows.length; at++) {
    for (const [column, name] of FEATURES.entries())
      features[cell++] = EARLY_COLUMNS[name]
        ? early[column * size + rows[at]!]!
        : late[column * rows.length + at]!;
  }
  return features;
}
