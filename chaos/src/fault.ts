// What a fault is: something that goes wrong, done to real processes, and what must hold nevertheless.
import type { Check } from "@aisle/loadtest";
import type { Scene } from "./place/scene.ts";

export interface Fault {
  readonly name: string;
  /** What is done and what must hold, in one line. */
  readonly about: string;
  /** Whether load is put on the service with oha, which may not be installed. */
  readonly needsOha?: boolean;
  /** Does it and tells what held. Rejects with the signal's reason when it is interrupted. */
  readonly run: (scene: Scene) => Promise<Check[]>;
}

/** A check of something that either is so or is not. */
export function holds(name: string, isSo: boolean, measured: string, allowed: string): Check {
  return { name, measured, allowed, verdict: isSo ? "held" : "missed" };
}

/** A check that this machine cannot do, and why. */
export function notHere(name: string, why: string): Check {
  return { name, measured: why, allowed: "", verdict: "not measured" };
}
