// Keeps labels that come from outside from making metrics without end.

export interface BoundedLabels {
  /** The label itself, or `other` once there are as many as allowed. */
  of(label: string): string;
}

/** Tells the first `most` labels apart. */
export function boundedLabels(most: number): BoundedLabels {
  const known = new Set<string>();
  return {
    of(label) {
      if (known.has(label)) return label;
      if (known.size >= most) return "other";
      known.add(label);
      return label;
    },
  };
}
