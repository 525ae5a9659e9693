// What the forest reads of the best candidates.
import type { Explanation } from "@aisle/client";
import { itemName } from "../../../layout/item-text.ts";
import { Table } from "../../table.tsx";
import { featureText, featureValue, orderedFeatures } from "./feature-words.ts";
import { Step } from "./step.tsx";

const SHOWN = 5;

export function FeaturesStep({ candidates, ranker }: Explanation) {
  const described = candidates.filter(({ features }) => features !== undefined).slice(0, SHOWN);
  const names = orderedFeatures(described[0]?.features ?? {});
  if (ranker.kind !== "forest" || described.length === 0)
    return (
      <Step at={3} title="Features" sum="none: no forest ranks this list">
        <p>The votes of step 2 are the score.</p>
      </Step>
    );
  const columns = [
    { name: "What the forest reads" },
    ...described.map((candidate) => ({ name: itemName(candidate), isNumber: true })),
  ];
  return (
    <Step
      at={3}
      title="Features"
      sum={`${names.length} numbers about each candidate, for the forest to read`}
    >
      <p>
        Votes do not say all: how a product fits the customer’s brands, prices and last steps, and how it
        sells, counts as well. These are the {described.length} that ended up first.
      </p>
      <Table label="Features of the best candidates" columns={columns}>
        {names.map((name) => (
          <tr>
            <th scope="row" title={name}>
              {featureText(name)}
            </th>
            {described.map(({ features = {} }) => (
              <td class="number">{features[name] === undefined ? "" : featureValue(features[name])}</td>
            ))}
          </tr>
        ))}
      </Table>
    </Step>
  );
}
