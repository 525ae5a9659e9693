// The rules in plain words, and the versions that are kept.
import type { Rule, RulesVersionSummary } from "@aisle/client";
import type { Markup } from "../http.ts";
import { timeText } from "../local-time.ts";
import { RULES_PATH } from "../paths.ts";
import { Table } from "../table.tsx";
import { ruleId } from "./changes.ts";
import { fitsForm } from "./fields.ts";
import { effectsOf, listsText, ruleName, stateOf, whenText } from "./words.ts";

interface RuleListProps {
  readonly rules: readonly Rule[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether rules can be changed from here. */
  readonly hasActions: boolean;
}

export function RuleList({ rules, now, hasActions }: RuleListProps) {
  return (
    <ul class="rules" role="list">
      {rules.map((rule) => (
        <li class="rule">
          <RuleWords rule={rule} now={now} />
          {hasActions ? <Actions rule={rule} /> : null}
        </li>
      ))}
    </ul>
  );
}

export function RuleWords({ rule, now }: { rule: Rule; now: number }) {
  const state = stateOf(rule, now);
  const effects = effectsOf(rule);
  return (
    <div>
      <h2>
        {ruleName(rule)} <span class={`state state-${state.replace(" ", "-")}`}>{state}</span>
      </h2>
      {(rule.name === undefined ? effects.slice(1) : effects).map((effect) => (
        <p>{effect}</p>
      ))}
      <p class="note">
        {listsText(rule)}, {whenText(rule)}
      </p>
    </div>
  );
}

function Actions({ rule }: { rule: Rule }) {
  const id = ruleId(rule);
  const name = ruleName(rule);
  return (
    <p class="actions">
      {fitsForm(rule) ? (
        <a href={`${RULES_PATH}/edit?rule=${id}`} aria-label={`Change ${name}`}>
          Change
        </a>
      ) : (
        <span class="note">Too large for a form: change it with PUT /v1/rules.</span>
      )}
      <a href={`${RULES_PATH}/remove?rule=${id}`} aria-label={`Remove ${name}`}>
        Remove
      </a>
    </p>
  );
}

interface VersionsProps {
  readonly versions: readonly RulesVersionSummary[];
  /** The one in force. */
  readonly current: number;
}

export function Versions({ versions, current }: VersionsProps): Markup {
  return (
    <section aria-labelledby="versions-title">
      <h2 id="versions-title">Versions</h2>
      <Table
        label="Table of versions"
        columns={[
          { name: "Version" },
          { name: "Saved" },
          { name: "By the key" },
          { name: "Rules" },
          { name: "Why" },
        ]}
      >
        {versions.map(({ version, savedAt, savedBy, count, note }) => (
          <tr>
            <th scope="row">
              {version === current ? (
                <>{version}, in use</>
              ) : (
                <a href={`${RULES_PATH}/versions/${version}`} aria-label={`Version ${version}`}>
                  {version}
                </a>
              )}
            </th>
            <td>{timeText(savedAt)}</td>
            <td>{savedBy}</td>
            <td>{count}</td>
            <td>{note ?? ""}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
