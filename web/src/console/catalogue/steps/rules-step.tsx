// What rules and the catalogue kept out, and what each of the shop's rules did.
import type { AppliedRule, Explanation } from "@aisle/client";
import { plural } from "../../../view/plural.ts";
import { RULES_PATH } from "../../paths.ts";
import { Table } from "../../table.tsx";
import { ProductHeader, score, Step } from "./step.tsx";
import { removalText } from "./words.ts";

const SHOWN = 12;

export function RulesStep({ removed, filtered, rules: { applied } }: Explanation) {
  const sum = [
    filtered === 0 ? "nothing was left out" : `${filtered} ${plural(filtered, "product")} left out`,
    applied.length === 0
      ? "no standing rule in force"
      : `${applied.length} standing ${plural(applied.length, "rule")} in force`,
  ].join(", ");
  const shown = removed.slice(0, SHOWN);
  return (
    <Step at={5} title="Rules" sum={sum}>
      {applied.length === 0 ? (
        <p>
          None of the shop’s <a href={RULES_PATH}>rules</a> is in force for this list.
        </p>
      ) : (
        <ul>
          {applied.map((rule) => (
            <li>
              <a href={RULES_PATH}>{rule.name ?? `Rule ${rule.at + 1}`}</a>: {effectText(rule)}.
            </li>
          ))}
        </ul>
      )}
      {shown.length === 0 ? null : (
        <>
          <p>These had as many votes as candidates, and may not be shown:</p>
          <Table
            label="Products that were left out"
            columns={[{ name: "Product" }, { name: "Left out because" }, { name: "Votes", isNumber: true }]}
          >
            {shown.map((one) => (
              <tr>
                <ProductHeader item={one} />
                <td>{one.removals.map((removal) => removalText(removal, applied)).join("; ")}</td>
                <td class="number">{score(one.firstScore)}</td>
              </tr>
            ))}
          </Table>
          {filtered > shown.length ? (
            <p class="note">
              The first {shown.length} of {filtered}.
            </p>
          ) : null}
        </>
      )}
    </Step>
  );
}

function effectText({ removed, changed, pinned, mixed }: AppliedRule): string {
  const effects = [
    ...(removed > 0 ? [`left out ${removed} ${plural(removed, "product")}`] : []),
    ...(changed > 0 ? [`changed the score of ${changed}`] : []),
    ...(mixed ? ["mixed the list"] : []),
    ...(pinned.length > 0 ? [`put ${pinned.join(", ")} first`] : []),
  ];
  return effects.length === 0 ? "changed nothing in this list" : effects.join(", ");
}
