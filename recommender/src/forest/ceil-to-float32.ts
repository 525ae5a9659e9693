// Rounds a float64 threshold so that comparing float32 features with it keeps every decision.

const value = new Float32Array(1);
const bits = new Int32Array(value.buffer);

/**
 * The smallest float32 that is not less than `threshold`. For a float32 `x`, `x < threshold` and
 * `x < ceilToFloat32(threshold)` are the same; rounding to the nearest would flip values next to it.
 */
export function ceilToFloat32(threshold: number): number {
  value[0] = threshold;
  if (value[0] < threshold) {
    // Neighbouring floats have neighbouring bit patterns, which count away from zero.
    if (value[0] === 0) bits[0] = 1;
    else bits[0]! += value[0] > 0 ? 1 : -1;
  }
  return value[0];
}
