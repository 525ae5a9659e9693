// How a measure grows with the size of its input.

/**
 * The exponent `b` of the power law `y = a·x^b` that fits the points best (least squares of the logarithms): 1 is
 * linear growth. Throws `RangeError` with fewer than two different sizes or numbers that are not positive.
 */
export function growthExponent(points: readonly (readonly [x: number, y: number])[]): number {
  if (points.some(([x, y]) => !(x > 0 && y > 0))) throw new RangeError("sizes and measures must be positive");
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (of: (point: readonly [number, number]) => number): number =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const spread = mean(([x]) => (x - meanX) ** 2);
  if (!(spread > 0)) throw new RangeError("growth needs two different sizes");
  return mean(([x, y]) => (x - meanX) * (y - meanY)) / spread;
}
