// What the model links a product with, in each graph and both ways.
import type { GraphNeighbours, ItemEdges, ItemNeighbours } from "@aisle/client";
import { itemName } from "../../layout/item-text.ts";
import { plural } from "../../view/plural.ts";
import { itemPath } from "../paths.ts";
import { Bar } from "./bar.tsx";

const GRAPHS = [
  {
    graph: "transitions",
    title: "Turned to next",
    words: "Linked where customers who did something with the one turned to the other soon after.",
    part: "collaborative",
  },
  {
    graph: "cooccurrence",
    title: "Taken together",
    words: "Linked where customers put both into the cart, bought or rated both.",
    part: "collaborative",
  },
  {
    graph: "content",
    title: "Alike",
    words: "Linked where title, brand, categories and attributes have the same words.",
    part: "content",
  },
] as const;

export function Neighbours({ known }: { known: ItemNeighbours }) {
  const { weights, neighbours } = known;
  const first = GRAPHS.findIndex(
    ({ graph }) => neighbours[graph].to.count + neighbours[graph].from.count > 0,
  );
  return (
    <section aria-labelledby="neighbours">
      <h2 id="neighbours">Its neighbours in the model</h2>
      <p class="note">
        What a customer did with one product speaks for its neighbours, the more the longer the bar. In a
        customer’s list, “turned to next” counts ×{weights.transitions}, “taken together” ×
        {weights.cooccurrence} and “alike” ×{weights.content}.
      </p>
      {GRAPHS.map(({ graph, ...rest }, at) => (
        <Graph id={graph} edges={neighbours[graph]} isOpen={at === first} {...rest} />
      ))}
    </section>
  );
}

interface GraphProps {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly part: "collaborative" | "content";
  readonly edges: GraphNeighbours;
  readonly isOpen: boolean;
}

function Graph({ title, words, part, edges: { to, from }, isOpen }: GraphProps) {
  return (
    <details class="step" open={isOpen}>
      <summary>
        <h3>{title}</h3>
        <span class="note">
          leads to {to.count} {plural(to.count, "product")}, {from.count}{" "}
          {from.count === 1 ? "leads" : "lead"} to it
        </span>
      </summary>
      <p>{words}</p>
      <div class="columns">
        <Edges title="It leads to" edges={to} part={part} />
        <Edges title="Lead to it" edges={from} part={part} />
      </div>
    </details>
  );
}

function Edges({
  title,
  edges: { count, strongest },
  part,
}: { title: string; edges: ItemEdges } & Pick<GraphProps, "part">) {
  const most = strongest[0]?.weight ?? 0;
  return (
    <div>
      <h4>{title}</h4>
      {count === 0 ? <p class="note">None.</p> : null}
      <ol class="neighbours" role="list">
        {strongest.map((one) => (
          <li>
            <span>
              <a href={itemPath(one.itemId)}>{itemName(one)}</a> <span class="note">{one.itemId}</span>
            </span>
            <span class="score">{one.weight.toFixed(3)}</span>
            <Bar value={one.weight} most={most} part={part} />
          </li>
        ))}
      </ol>
      {count > strongest.length ? (
        <p class="note">
          The strongest {strongest.length} of {count}.
        </p>
      ) : null}
    </div>
  );
}
