// How the ranked candidates became the list.
import type { ExplainedCandidate, Explanation } from "@aisle/client";
import { itemName } from "../../../layout/item-text.ts";
import { plural } from "../../../view/plural.ts";
import { Table } from "../../table.tsx";
import { ProductHeader, score, Step } from "./step.tsx";

export function AnswerStep({ items, candidates, diversity }: Explanation) {
  const byItem = new Map(candidates.map((candidate) => [candidate.itemId, candidate]));
  const moved = items.filter(({ itemId }, at) => byItem.get(itemId)?.rankedPlace !== at + 1).length;
  const count = `${items.length} ${plural(items.length, "product")}`;
  const order =
    moved === 0 ? "in the order of their scores" : `${moved} of them at another place than by score`;
  return (
    <Step at={6} title="Answer" sum={items.length === 0 ? "nothing to show" : `${count}, ${order}`}>
      <p>
        {diversity === 0
          ? "Nothing mixes this list: it goes by score."
          : `The list is mixed by ${diversity} of 1, so that it is not all of one kind: of products that are alike, the weaker ones go down.`}
      </p>
      {items.length === 0 ? null : (
        <Table
          label="The list, and what each product’s place comes from"
          columns={[
            { name: "Place", isNumber: true },
            { name: "Product" },
            { name: "Score", isNumber: true },
            { name: "Why here" },
          ]}
        >
          {items.map((entry, at) => (
            <tr>
              <td class="number">{at + 1}</td>
              <ProductHeader item={{ itemId: entry.itemId, title: itemName(entry.item ?? entry) }} />
              <td class="number">{score(entry.score)}</td>
              <td>{whyHere(entry, byItem.get(entry.itemId), at + 1)}</td>
            </tr>
          ))}
        </Table>
      )}
    </Step>
  );
}

function whyHere(
  { reasons, fill }: Explanation["items"][number],
  candidate: ExplainedCandidate | undefined,
  place: number,
): string {
  if (reasons[0]?.kind === "pinned") return "pinned by a rule";
  const why = placeText(candidate, place);
  return fill ? `${why}; popular, and fills the list up` : why;
}

function placeText(candidate: ExplainedCandidate | undefined, place: number): string {
  const { rankedPlace: byScore = place, listedPlace: mixed = place } = candidate ?? {};
  if (mixed !== byScore) return `${byScore} by its score, ${mixed < byScore ? "up" : "down"} by mixing`;
  return mixed === place ? "by its score" : `${byScore} by its score, down by what is pinned`;
}
