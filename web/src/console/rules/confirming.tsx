// What is asked before a rule is removed, and before the rules of an earlier version come back.
import type { Rule, RulesVersion } from "@aisle/client";
import type { Shop } from "../../shop.ts";
import { consolePage } from "../frame.tsx";
import { RULES_PATH } from "../paths.ts";
import { ruleId } from "./changes.ts";
import { Text } from "./rule-form.tsx";
import { RuleList, RuleWords } from "./rule-list.tsx";

export const REMOVE_TITLE = "Remove a rule?";
export const versionTitle = (version: number): string => `Version ${version} of the rules`;

/** `version` is the newest one. */
export function removalPage(shop: Shop, rule: Rule, version: number): Promise<Response> {
  const content = (
    <form method="post" action={`${RULES_PATH}/remove`} class="rule-form">
      <div class="rule">
        <RuleWords rule={rule} now={shop.now()} />
      </div>
      <input type="hidden" name="id" value={ruleId(rule)} />
      <input type="hidden" name="version" value={String(version)} />
      <Text name="note" label="Why?" value="" hint="For the list of versions." />
      <div class="actions">
        <button class="danger">Remove it</button>
        <a href={RULES_PATH}>Keep it</a>
      </div>
    </form>
  );
  const text = "Nothing changes before you say so. An earlier version brings the rule back.";
  return consolePage(shop, {
    section: "Rules",
    title: REMOVE_TITLE,
    verdict: { tone: "note", text },
    content,
  });
}

/** `newest` is the version in use. */
export function versionPage(shop: Shop, { version, rules }: RulesVersion, newest: number): Promise<Response> {
  const content = (
    <>
      {rules.length === 0 ? (
        <p>It has no rules.</p>
      ) : (
        <RuleList rules={rules} now={shop.now()} hasActions={false} />
      )}
      <form method="post" action={`${RULES_PATH}/versions/${version}`} class="rule-form">
        <input type="hidden" name="version" value={String(newest)} />
        <Text
          name="note"
          label="Why?"
          value={`Back to version ${version}`}
          hint="For the list of versions."
        />
        <div class="actions">
          <button class="danger">Go back to these rules</button>
          <a href={RULES_PATH}>Keep version {newest}</a>
        </div>
      </form>
    </>
  );
  const text = `Nothing changes before you say so. Version ${newest} is in use now.`;
  return consolePage(shop, {
    section: "Rules",
    title: versionTitle(version),
    verdict: { tone: "note", text },
    content,
  });
}
