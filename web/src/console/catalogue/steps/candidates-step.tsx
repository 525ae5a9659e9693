// Which products came into question, and which graph voted for each.
import type { ExplainedCandidate, Explanation } from "@aisle/client";
import { plural } from "../../../view/plural.ts";
import { Table } from "../../table.tsx";
import { Bar } from "../bar.tsx";
import { ProductHeader, ProductLink, score, Step } from "./step.tsx";

const SHOWN = 12;

export function CandidatesStep({ candidates, candidateCount, weights, history }: Explanation) {
  const first = candidates.toSorted((a, b) => a.firstPlace - b.firstPlace).slice(0, SHOWN);
  const sum = `${candidateCount} ${plural(candidateCount, "product")}, those ${history.products === 0 ? "that are most popular" : "with most votes"}`;
  return (
    <Step at={2} title="Candidates" sum={sum} isOpen>
      <p>
        {history.products === 0
          ? "Nothing votes but popularity."
          : `Each product of the history votes for its neighbours, as strongly as it weighs. Votes count ×${weights.transitions} where customers turned to the one next, ×${weights.cooccurrence} where they took both, ×${weights.content} where both are alike, and popularity ×${weights.popularity}.`}
      </p>
      <Candidates candidates={first} />
      {candidateCount > first.length ? (
        <p class="note">
          The first {first.length} of {candidateCount}, by their votes
          {first.some(({ factors }) => factors.length > 0) ? " and what these are multiplied by" : ""}.
        </p>
      ) : null}
    </Step>
  );
}

/** What step 4 multiplies the score by counts here already. */
const factorOf = ({ factors }: ExplainedCandidate): number =>
  factors.reduce((product, { factor }) => product * factor, 1);
const boosted = (candidate: ExplainedCandidate): number => candidate.firstScore * factorOf(candidate);

function Candidates({ candidates }: Pick<Explanation, "candidates">) {
  const most = Math.max(0, ...candidates.map(boosted));
  const isBoosted = candidates.some(({ factors }) => factors.length > 0);
  const columns = [
    { name: "Place", isNumber: true },
    { name: "Product" },
    { name: "Votes", isNumber: true },
    ...(isBoosted ? [{ name: "Multiplied by", isNumber: true }] : []),
    { name: "Turned to next", isNumber: true },
    { name: "Taken together", isNumber: true },
    { name: "Alike", isNumber: true },
    { name: "Popular", isNumber: true },
    { name: "Most votes are from" },
  ];
  return (
    <Table label="Candidates with their votes" columns={columns}>
      {candidates.map((candidate) => {
        const { firstPlace, parts, firstScore, strongest } = candidate;
        return (
          <tr>
            <td class="number">{firstPlace}</td>
            <ProductHeader item={candidate} />
            <td class="number">
              {score(firstScore)}
              <Bar value={boosted(candidate)} most={most} part="collaborative" />
            </td>
            {isBoosted ? <td class="number">{Number(factorOf(candidate).toFixed(3))}</td> : null}
            <td class="number">{score(parts.transitions)}</td>
            <td class="number">{score(parts.cooccurrence)}</td>
            <td class="number">{score(parts.content)}</td>
            <td class="number">{score(parts.popularity)}</td>
            <td>{strongest === undefined ? "popularity" : <Voter {...strongest} />}</td>
          </tr>
        );
      })}
    </Table>
  );
}

function Voter({ adds, related, ...item }: NonNullable<ExplainedCandidate["strongest"]>) {
  return (
    <>
      <ProductLink item={item} /> {score(adds)}
      {related ? null : <span class="note"> of another kind: no reason that the customer is told</span>}
    </>
  );
}
