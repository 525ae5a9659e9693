// What the demo that runs in a home is doing for the console.
import { type Operation, Operations } from "@aisle/contract";
import * as v from "valibot";
import { operationsSocket } from "./socket.ts";

const TIMEOUT_MS = 2_000;

/** What runs now; undefined when nothing does, and when nothing tells. */
export async function currentOperation(home: string): Promise<Operation | undefined> {
  const unix = operationsSocket(home);
  if (unix === undefined) return undefined;
  try {
    const answer = await fetch("http://operations/operations", {
      unix,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return v.parse(Operations, await answer.json()).current ?? undefined;
  } catch {
    return undefined; // the demo is still starting, or stopping
  }
}
