// Says when the disk has too little room for the demo to work.
import { statfsSync } from "node:fs";

/** A sentence when fewer than `neededMb` MiB are free where `folder` lies; undefined when there is room. */
export function diskProblem(folder: string, neededMb: number): string | undefined {
  const { bavail, bsize } = statfsSync(folder);
  const freeMb = Math.floor((bavail * bsize) / 2 ** 20);
  if (freeMb >= neededMb) return undefined;
  return `only ${freeMb} MB are free on the disk of ${folder}, and the demo needs ${neededMb}: make room or set AISLE_HOME to another disk`;
}

/** True for the error of a write that found the disk, or the user's share of it, full. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}
