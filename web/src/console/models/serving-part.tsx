// What serves, as the API says it: where it comes from, and how it did in its evaluation.
import type { Model } from "@aisle/client";
import { Facts } from "../facts.tsx";
import { timeText, zone } from "../local-time.ts";
import { Table } from "../table.tsx";
import { METRICS, metricText } from "./metrics.ts";

export function Origin({ model: { version, track, digest, created, items, data } }: { model: Model }) {
  const number = (value: number): string => value.toLocaleString("en");
  const facts = [
    ["Version", version],
    ["Track", track],
    ["Fitted", `${timeText(created)} (${zone()})`],
    [
      "Learned from",
      `${number(data.events)} events of ${number(data.customers)} customers, ${number(data.items)} products`,
    ],
    ["Events from", `${timeText(data.from)} to ${timeText(data.to)}`],
    ["Can recommend", `${number(items)} products`],
    ["Digest", digest],
    ["Digest of the data", data.digest],
  ] as const;
  return (
    <section aria-labelledby="origin">
      <h2 id="origin">What serves</h2>
      <Facts facts={facts} />
    </section>
  );
}

export function Metrics({ metrics }: Pick<Model, "metrics">) {
  const known = Object.keys(METRICS).filter((name) => metrics[name] !== undefined);
  const others = Object.keys(metrics).filter((name) => METRICS[name] === undefined);
  return (
    <section aria-labelledby="metrics">
      <h2 id="metrics">How it did in its evaluation</h2>
      <p class="note">
        Measured on the newest events, before the model was fitted on them, too. MLflow holds the runs and
        every version.
      </p>
      <Table
        label="Table of metrics"
        columns={[{ name: "Metric" }, { name: "Value", isNumber: true }, { name: "What it says" }]}
      >
        {[...known, ...others].map((name) => (
          <tr>
            <th scope="row">{name}</th>
            <td class="number">{metricText(metrics[name])}</td>
            <td>{METRICS[name] ?? ""}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
