// What serves, as the API says it: where it comes from, and how it did in its evaluation.
import type { Model } from "@aisle/client";
import { timeText, zone } from "../local-time.ts";
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
      <dl class="panel facts-list">
        {facts.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
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
      <div class="scroll" tabindex={0} role="region" aria-label="Table of metrics">
        <table>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col" class="number">
                Value
              </th>
              <th scope="col">What it says</th>
            </tr>
          </thead>
          <tbody>
            {[...known, ...others].map((name) => (
              <tr>
                <th scope="row">{name}</th>
                <td class="number">{metricText(metrics[name])}</td>
                <td>{METRICS[name] ?? ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
