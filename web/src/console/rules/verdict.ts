// Whether all is well with the rules.
import type { SavedRules } from "@aisle/client";
import { plural } from "../../view/plural.ts";
import type { Verdict } from "../frame.tsx";
import { stateOf, warningText } from "./words.ts";

/** What to do about them, or that they do what they say. */
export function rulesVerdict({ rules, warnings }: SavedRules, now: number): Verdict {
  if (warnings.length > 0)
    return {
      tone: "act",
      text: `Parts of the rules do nothing. ${warnings.map(warningText).join(". ")}. Change or remove them.`,
    };
  if (rules.length === 0)
    return { tone: "well", text: "There are no rules: every list is as the model makes it." };
  const count = (state: string) => rules.filter((rule) => stateOf(rule, now) === state).length;
  const [inForce, over] = [count("in force"), count("over")];
  const text = `${rules.length} ${plural(rules.length, "rule")}, ${inForce} in force now.`;
  return over === 0
    ? { tone: "well", text }
    : { tone: "act", text: `${text} ${over} over: remove or renew what no longer does anything.` };
}
