// Runs faults one after the other and tells what held.
import { type Check, OhaError } from "@aisle/loadtest";
import type { Fault } from "./fault.ts";
import { FAULTS } from "./faults.ts";
import { makeShop, sceneOf, type Terms } from "./place/scene.ts";

/** Exit codes: everything held; something did not; a fault could not be done; somebody ended it. */
export const EXIT = { held: 0, missed: 1, unusable: 2, interrupted: 130 } as const;

export interface Verdict {
  readonly fault: string;
  readonly checks: readonly Check[];
}

/** Does the fault of that name, or all without one, and returns the exit code. */
export async function chaos(name: string | undefined, terms: Terms): Promise<number> {
  const { signal, write } = terms;
  const faults = FAULTS.filter((fault) => name === undefined || fault.name === name);
  if (faults.length === 0) {
    write(`There is no fault ${name}. FAULT is one of: ${FAULTS.map((fault) => fault.name).join(", ")}.`);
    return EXIT.unusable;
  }
  const verdicts: Verdict[] = [];
  try {
    using shop = await makeShop(terms);
    for (const fault of faults) {
      write(`\n${fault.name}: ${fault.about}`);
      verdicts.push({ fault: fault.name, checks: await checksOf(fault, shop, terms) });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    write("Interrupted: everything that was started has ended.");
    return EXIT.interrupted;
  }
  write("");
  for (const line of table(verdicts)) write(line);
  const missed = verdicts.flatMap(({ checks }) => checks).filter(({ verdict }) => verdict === "missed");
  write(missed.length === 0 ? "\nEverything that was measured held." : `\n${missed.length} did not hold.`);
  return missed.length === 0 ? EXIT.held : EXIT.missed;
}

/** A fault that cannot be done to its end is one that did not hold: the next one is done all the same. */
async function checksOf(
  fault: Fault,
  shop: { readonly folder: string },
  terms: Terms,
): Promise<readonly Check[]> {
  using scene = sceneOf(shop, terms);
  try {
    return await fault.run(scene);
  } catch (error) {
    terms.signal.throwIfAborted();
    const measured = error instanceof Error ? error.message : String(error);
    const verdict = error instanceof OhaError ? "not measured" : "missed";
    return [{ name: "the fault was done to its end", measured, allowed: "", verdict }];
  }
}

/** Lines of a table with what was measured, what was allowed and the verdict. */
export function table(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ fault, checks }) => [
    fault,
    ...checks.map(({ name, measured, allowed, verdict }) => {
      const allowance = allowed === "" ? "" : ` (${allowed})`;
      return `  ${verdict.padEnd(12)} ${name}: ${measured}${allowance}`;
    }),
  ]);
}
