// What the customer did, as the scorer weighs it.
import type { Explanation, WeighedProduct } from "@aisle/client";
import { plural } from "../../../view/plural.ts";
import { durationText } from "../../duration.ts";
import { Table } from "../../table.tsx";
import { Bar } from "../bar.tsx";
import { ProductHeader, score, Step } from "./step.tsx";
import { DID } from "./words.ts";

/** Rows that are not folded away. */
const SHOWN = 10;

export function HistoryStep({ history, customer }: Pick<Explanation, "history" | "customer">) {
  const { entries, products, events } = history;
  const counting = entries.filter(({ weight }) => weight > 0).length;
  const sum =
    products === 0
      ? "nothing that could be weighed"
      : `${events} ${plural(events, "event")} with ${products} ${plural(products, "product")}, of which ${counting} ${counting === 1 ? "weighs" : "weigh"} enough to count`;
  return (
    <Step at={1} title="History" sum={sum} isOpen>
      {products === 0 ? (
        <p>Nobody knows what they like: they are shown what is popular.</p>
      ) : (
        <>
          <p>
            Each product counts once, by the strongest thing the customer did with it. The newer it is, the
            more it weighs. The last time that they did anything was {durationText(customer.idleSeconds)} ago.
          </p>
          <Entries entries={entries.slice(0, SHOWN)} />
          {entries.length > SHOWN ? (
            <details class="folded">
              <summary>{entries.length - SHOWN} older ones</summary>
              <Entries entries={entries.slice(SHOWN)} />
            </details>
          ) : null}
        </>
      )}
      <Besides customer={customer} />
    </Step>
  );
}

function Entries({ entries }: { entries: readonly WeighedProduct[] }) {
  const columns = [
    { name: "Product" },
    { name: "Weight", isNumber: true },
    { name: "What they did" },
    { name: "Before the newest" },
    { name: "Leads to", isNumber: true },
  ];
  return (
    <Table label="The history as it is weighed" columns={columns}>
      {entries.map((entry) => (
        <tr>
          <ProductHeader item={entry} />
          <td class="number">
            {entry.weight === 0 ? "too little" : score(entry.weight)}
            <Bar value={entry.weight} most={1} part="collaborative" />
          </td>
          <td>{DID[entry.type]}</td>
          <td>{entry.ageSeconds === 0 ? "the newest" : durationText(entry.ageSeconds)}</td>
          <td class="number">{entry.leadsTo.behaviour + entry.leadsTo.content}</td>
        </tr>
      ))}
    </Table>
  );
}

function Besides({ customer: { due, segmented } }: Pick<Explanation, "customer">) {
  return (
    <>
      {segmented ? <p>The model also knows what customers with their attributes like.</p> : null}
      {due.length === 0 ? null : (
        <p>
          Bought before and likely to be bought again now, and so a candidate whatever its votes:{" "}
          {due
            .map(
              ({ title, itemId, probability }) => `${title ?? itemId} (${(100 * probability).toFixed(0)} %)`,
            )
            .join(", ")}
          .
        </p>
      )}
    </>
  );
}
