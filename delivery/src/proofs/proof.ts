// What a proof is: something done to the cluster through Git, and what has to be true afterwards.
import type { Scene } from "./scene.ts";

export interface Proof {
  readonly number: number;
  readonly name: string;
  /** Whether it begins with an empty cluster. */
  readonly fromNothing?: boolean;
  /** Throws what did not hold. */
  readonly run: (scene: Scene) => Promise<void>;
}

/** Something that had to be true was not; the message says what was found. */
export class ProofError extends Error {
  override readonly name = "ProofError";
}

/** Throws `ProofError` with what was found. */
export function holds(isSo: boolean, found: string): void {
  if (!isSo) throw new ProofError(found);
}
