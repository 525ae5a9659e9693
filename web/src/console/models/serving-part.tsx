// The model that serves: where it comes from, and how it did in its evaluation.
import type { Model } from "@aisle/client";
import { Elysia } from "elysia";
import type { Shop } from "../../shop.ts";
import { ask } from "../ask.ts";
import { consolePage, troublePage } from "../frame.tsx";
import { timeText, zone } from "../local-time.ts";
import { MODELS_PATH } from "../paths.ts";
import { modelVerdict } from "./verdict.ts";

/** What the trainer's metrics say, in words; others are shown by their name alone. */
const METRICS: Readonly<Record<string, string>> = {
  ndcg_at_10: "How near the top of ten the right products are, 0 to 1: what models are compared by",
  ndcg_at_5: "The same of five",
  ndcg_at_20: "The same of twenty",
  recall_at_10: "Share of what customers took next that is among ten",
  hit_rate_at_10: "Share of customers for whom at least one of ten is right",
  mrr_at_10: "One by the place of the first right product",
  map_at_10: "Precision at each right product, averaged",
  coverage_at_10: "Share of the catalogue that is in somebody’s ten",
  novelty_at_10: "How unusual the products are, in bits",
  diversity_at_10: "How unlike each other the ten are, 0 to 1",
};

const DECIMALS = 3;

export const modelRoutes = (shop: Shop) =>
  new Elysia({ name: "console-models" }).get(MODELS_PATH, async () => {
    const model = await ask(shop.client.model());
    if (!model.ok) return troublePage(shop, "Models", "Models", model.trouble);
    return consolePage(shop, {
      section: "Models",
      title: "Models",
      verdict: modelVerdict(model.value),
      content: (
        <>
          <Origin model={model.value} />
          <Metrics metrics={model.value.metrics} />
        </>
      ),
    });
  });

function Origin({ model: { version, track, digest, created, items, data } }: { model: Model }) {
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

function Metrics({ metrics }: Pick<Model, "metrics">) {
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
                <td class="number">{metrics[name]?.toFixed(DECIMALS)}</td>
                <td>{METRICS[name] ?? ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
