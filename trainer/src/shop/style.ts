// Small hidden vectors: what an item looks like and what a customer likes, beyond what the catalogue says.
import { hashedNormal, mix } from "./random.ts";

export const STYLE_SIZE = 6;

/** Adds the random direction of `hash`, times `weight`, to `vector`. */
export function addHashed(vector: Float32Array, hash: number, weight: number): void {
  for (let d = 0; d < vector.length; d++) vector[d]! += weight * hashedNormal(mix(hash, 100 + d));
}

/** Scales `vector` to `length`; a zero vector stays zero. */
export function scaleTo(vector: Float32Array, length: number): void {
  const norm = Math.hypot(...vector);
  if (norm > 0) for (let d = 0; d < vector.length; d++) vector[d]! *= length / norm;
}
