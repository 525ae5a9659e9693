// The placements that metrics tell apart.
import { type BoundedLabels, boundedLabels } from "../platform/bounded-labels.ts";
import { LIST_KINDS } from "./schema.ts";

/** Callers choose labels: one process tells so many apart. */
const MAX_PLACEMENTS = 50;

/** A list without a label has its kind's. */
export const placementLabels = (): BoundedLabels => boundedLabels(MAX_PLACEMENTS, LIST_KINDS);
