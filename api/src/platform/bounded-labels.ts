// Keeps labels that come from outside from making metrics without end.

export interface BoundedLabels {
  /** The label itself, or `other` once there are as many as allowed. */
  of(label: string): string;
  /** Those that are told apart so far. */
  known(): Iterable<string>;
}

/** Tells `given` and the first others apart, `most` together. */
export function boundedLabels(most: number, given: readonly string[] = []): BoundedLabels {
  const known = new Set(given);
  return {
    of(label) {
      if (known.has(label)) return label;
      if (known.size >= most) return "other";
      known.add(label);
      return label;
    },
    known: () => known,
  };
}
