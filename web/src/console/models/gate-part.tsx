// The gate's decision on one challenger: its sentence, each interval drawn, and the table of its checks.
import type { GateCheck, GateDecision } from "@aisle/contract";
import { IntervalChart, type IntervalRow } from "@aisle/platform/charts";
import { Table } from "../table.tsx";
import { differenceText } from "./metrics.ts";

const MODES: Readonly<Record<GateDecision["mode"], string>> = {
  first: "As the first model it was compared with what is popular.",
  served: "It was compared with the champion’s bundle, as it served.",
  recipe: "It was compared with the champion’s recipe, fitted on the same data.",
};

const TONES: Readonly<Record<GateCheck["outcome"], IntervalRow["tone"]>> = {
  pass: "good",
  fail: "failed",
  "not judged": "soft",
};

/** `when` is the time of the retrain, in words. */
export function GatePart({ decision, when }: { readonly decision: GateDecision; readonly when: string }) {
  const { promoted, mode, reason, checks } = decision;
  return (
    <section aria-labelledby="gate">
      <h2 id="gate">The gate’s decision on the retrain of {when}</h2>
      <p class="models-decision">
        <b>{promoted ? "Promoted" : "Refused"}:</b> {reason}.
      </p>
      <p class="note">
        {MODES[mode]} Both were asked for the same customers, on the newest events, which neither was fitted
        on.
      </p>
      {checks.length === 0 ? (
        <p>Nothing was compared.</p>
      ) : (
        <>
          <GateChart checks={checks} />
          <GateTable checks={checks} />
        </>
      )}
    </section>
  );
}

function GateChart({ checks }: Pick<GateDecision, "checks">) {
  const rows = checks.flatMap(({ name, outcome, difference }): IntervalRow[] =>
    difference === undefined
      ? []
      : [
          {
            name,
            outcome,
            tone: TONES[outcome],
            mean: difference.mean,
            low: difference.low ?? undefined,
            high: difference.high ?? undefined,
          },
        ],
  );
  if (rows.length === 0) return null;
  const [first] = rows;
  return (
    <div class="charts models-charts">
      <IntervalChart
        id="gate-chart"
        title="How much better the new model is, with each interval"
        description={`${rows.length} differences of NDCG@10, each with its interval; right of 0 the new model is better. ${first?.name}: ${differenceText(first?.mean ?? 0)}.`}
        rows={rows}
        text={shortDifference}
      />
    </div>
  );
}

const shortDifference = (value: number): string =>
  value === 0 ? "0" : `${value < 0 ? "−" : "+"}${Number(Math.abs(value).toPrecision(3))}`;

function GateTable({ checks }: Pick<GateDecision, "checks">) {
  return (
    <Table
      label="Table of the gate’s checks"
      columns={[
        { name: "Check" },
        { name: "Champion", isNumber: true },
        { name: "New model", isNumber: true },
        { name: "Difference [interval]", isNumber: true },
        { name: "Outcome" },
        { name: "What is asked" },
      ]}
      width="models-wide"
    >
      {checks.map((check) => (
        <tr>
          <th scope="row">{check.name}</th>
          <td class="number">{valueText(check.champion)}</td>
          <td class="number">{valueText(check.challenger)}</td>
          <td class="number">{intervalText(check)}</td>
          <td>
            <span class={`state models-${check.outcome.replaceAll(" ", "-")}`}>{check.outcome}</span>
          </td>
          <td>{check.rule}</td>
        </tr>
      ))}
    </Table>
  );
}

function valueText(value: number | null): string {
  if (value === null) return "–";
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(4);
}

function intervalText({ difference }: GateCheck): string {
  if (difference === undefined) return "–";
  const { mean, low, high } = difference;
  const end = (value: number | null): string => (value === null ? "no bound" : differenceText(value));
  return `${differenceText(mean)} [${end(low)}, ${end(high)}]`;
}
