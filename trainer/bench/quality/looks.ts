// Years in which somebody looks again and again: how many challengers that are no better are promoted in each.
import { TAIL } from "../../src/gate/interval.ts";
import { type Look, nextLook } from "../../src/gate/risk.ts";
import { type GateSimulation, simulateGate } from "./gate-simulation.ts";

const YEAR_DAYS = 365;
const DAY_SECONDS = 86_400;

/** `count` looks, each at so many days of new data, in a shop that has saved nothing yet but what it began with. */
export function looksEvery(days: number, count: number): Look[] {
  const looks: Look[] = [];
  for (let at = 0; at < count; at++) looks.push(nextLook(looks.at(-1)?.after, at * days * DAY_SECONDS));
  return looks;
}

/**
 * Plays `years` of looks at challengers that are no better, swapped per item, which is where chance is greatest. The first
 * year, with what a shop begins with, is not among them.
 */
export function yearsOfLooks(
  simulation: Omit<GateSimulation, "swap" | "retrains" | "uplift" | "look">,
  everyDays: number,
  years: number,
) {
  const perYear = YEAR_DAYS / everyDays;
  const looks = looksEvery(everyDays, Math.round((years + 1) * perYear)).slice(Math.round(perYear));
  let promoted = 0;
  for (const [at, look] of looks.entries())
    promoted += simulateGate({
      ...simulation,
      swap: "item",
      retrains: 1,
      uplift: 0,
      look,
      seed: at,
    }).promoted;
  return {
    everyDays,
    risk: looks.at(-1)!.risk,
    expected: looks.reduce((sum, { risk }) => sum + risk, 0) / years,
    promoted: promoted / years,
    unspent: TAIL * perYear,
  };
}
