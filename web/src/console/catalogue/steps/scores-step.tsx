// What the ranker made of the candidates.
import type { Explanation } from "@aisle/client";
import { Table } from "../../table.tsx";
import { Bar } from "../bar.tsx";
import { ProductHeader, score, Step } from "./step.tsx";
import { factorText, movedText } from "./words.ts";

const SHOWN = 12;

export function ScoresStep({ candidates, ranker, rules: { applied } }: Explanation) {
  const ranked = candidates.filter(({ rankedPlace }) => rankedPlace !== undefined).slice(0, SHOWN);
  const most = Math.max(0, ...ranked.map(({ finalScore }) => finalScore));
  const isForest = ranker.kind === "forest";
  const columns = [
    { name: "Place", isNumber: true },
    { name: "Product" },
    { name: "Score", isNumber: true },
    ...(isForest ? [{ name: "By the forest", isNumber: true }] : []),
    { name: "Multiplied by" },
  ];
  return (
    <Step
      at={4}
      title="Score"
      sum={
        isForest
          ? `by a forest of ${ranker.trees} trees, which learned what customers took`
          : "by the votes alone"
      }
      isOpen
    >
      <p>
        {isForest
          ? forestText(ranker.firstStageShare)
          : "No forest ranks this list: the votes of step 2 are the score."}
      </p>
      <Table label="Candidates with their scores" columns={columns}>
        {ranked.map((candidate) => {
          const { forest, factors, finalScore } = candidate;
          return (
            <tr>
              <td class="number">{movedText(candidate)}</td>
              <ProductHeader item={candidate} />
              <td class="number">
                {score(finalScore)}
                <Bar value={finalScore} most={most} part="collaborative" />
              </td>
              {isForest ? (
                <td class="number">{forest === undefined ? "first trees only" : score(forest)}</td>
              ) : null}
              <td>{factors.map((factor) => factorText(factor, applied)).join("; ") || "nothing"}</td>
            </tr>
          );
        })}
      </Table>
    </Step>
  );
}

function forestText(firstStageShare: number): string {
  const votes =
    firstStageShare === 0 ? "" : ` To its score, up to ${firstStageShare} is added for the votes of step 2.`;
  return `The forest compares the features with what customers in the past took next. The left number is the place by votes, the right one the place by score.${votes}`;
}
