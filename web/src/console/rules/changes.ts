// One change to the shop's rules. A rule is known by what it says, as somebody may have moved it meanwhile.
import type { Rule } from "@aisle/client";

/** Names a rule in addresses and forms: the same for the same rule. */
export const ruleId = (rule: Rule): string =>
  new Bun.CryptoHasher("sha256").update(JSON.stringify(rule)).digest("hex").slice(0, 16);

export const findRule = (rules: readonly Rule[], id: string): Rule | undefined =>
  rules.find((rule) => ruleId(rule) === id);

/** The rules with `rule` in the place of the one of this id; at the end where there is none. */
export function withRule(rules: readonly Rule[], id: string, rule: Rule): Rule[] {
  const at = rules.findIndex((one) => ruleId(one) === id);
  return at === -1 ? [...rules, rule] : rules.with(at, rule);
}

/** The rules without the first one of this id. */
export function withoutRule(rules: readonly Rule[], id: string): Rule[] {
  const at = rules.findIndex((one) => ruleId(one) === id);
  return at === -1 ? [...rules] : rules.toSpliced(at, 1);
}
