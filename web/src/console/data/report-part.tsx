// The report on the data: snapshot, validation, drift, and what was set aside.
import type { DataCheck, DataReport } from "@aisle/contract";
import { Facts } from "../facts.tsx";
import { timeText, zone } from "../local-time.ts";
import { runLink, type Mlflow } from "../mlflow/mlflow.ts";
import { Table } from "../table.tsx";
import type { Reported } from "./report.ts";
import { countText, driftText, reasonText, shareText } from "./words.ts";

interface ReportProps extends Reported {
  readonly mlflow: Mlflow;
}

export function ReportPart({ mlflow, run, report }: ReportProps) {
  const { validation, snapshot } = report;
  const { checks, previous, quarantined } = validation;
  return (
    <>
      <Snapshot snapshot={snapshot} valid={validation.valid} />
      <section aria-labelledby="validation">
        <h2 id="validation">Validation</h2>
        <p class="note">
          Checked {timeText(validation.checkedAt)} ({zone()}), and{" "}
          {validation.verdict === "passed" ? "passed" : "failed: no model was trained"}.{" "}
          <a href={runLink(mlflow, run.experimentId, run.runId)}>The run in MLflow</a>
        </p>
        <Checks checks={checks.filter(({ isDrift }) => !isDrift)} />
      </section>
      <section aria-labelledby="drift">
        <h2 id="drift">Drift</h2>
        <Drift checks={checks.filter(({ isDrift }) => isDrift)} isFirst={previous === undefined} />
      </section>
      <section aria-labelledby="quarantine">
        <h2 id="quarantine">Quarantine</h2>
        <Quarantine groups={quarantined} />
      </section>
    </>
  );
}

interface SnapshotProps {
  readonly snapshot: DataReport["snapshot"];
  readonly valid: DataReport["validation"]["valid"];
}

function Snapshot({ snapshot: { digest, created, source, counts, window }, valid }: SnapshotProps) {
  const facts = [
    ["Taken", `${timeText(created)} (${zone()})`],
    ["From", source === "store" ? "the store" : source],
    [
      "Holds",
      `${countText(counts.events)} events of ${countText(counts.customers)} customers on ${countText(counts.items)} products`,
    ],
    ["Usable", `${countText(valid.events)} events and ${countText(valid.items)} products`],
    ["Events from", `${timeText(window.from)} to ${timeText(window.to)}`],
    ["Digest", digest],
  ] as const;
  return (
    <section aria-labelledby="snapshot">
      <h2 id="snapshot">Last snapshot</h2>
      <Facts facts={facts} />
    </section>
  );
}

const OUTCOMES: Readonly<Record<DataCheck["outcome"], readonly [kind: string, text: string]>> = {
  ok: ["models-pass", "fine"],
  warning: ["state-over", "warning"],
  stop: ["models-fail", "failed"],
};

function OutcomeSign({ outcome }: Pick<DataCheck, "outcome">) {
  const [kind, text] = OUTCOMES[outcome];
  return <span class={`state ${kind}`}>{text}</span>;
}

function Checks({ checks }: { readonly checks: readonly DataCheck[] }) {
  return (
    <Table
      label="Table of checks"
      columns={[{ name: "Check" }, { name: "Outcome" }, { name: "What was found" }]}
      width="data-narrow"
    >
      {checks.map(({ name, outcome, finding }) => (
        <tr>
          <th scope="row">{name}</th>
          <td>
            <OutcomeSign outcome={outcome} />
          </td>
          <td>{finding}</td>
        </tr>
      ))}
    </Table>
  );
}

function Drift({ checks, isFirst }: { readonly checks: readonly DataCheck[]; readonly isFirst: boolean }) {
  if (checks.length === 0)
    return (
      <p>
        {isFirst
          ? "It is the first snapshot: there is nothing earlier to compare it with."
          : "Nothing was compared."}
      </p>
    );
  return (
    <>
      <p class="note">
        What came since the snapshot before, against the four weeks before that. The world changes: drift
        stops no retrain.
      </p>
      <ul class="data-drift" role="list">
        {checks.map((check) => (
          <li>
            <OutcomeSign outcome={check.outcome} /> <span>{driftText(check)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Quarantine({ groups }: { readonly groups: DataReport["validation"]["quarantined"] }) {
  if (groups.length === 0) return <p>Nothing was quarantined.</p>;
  return (
    <>
      <p class="note">
        These rows are kept beside the snapshot, in quarantine.ndjson, and no model learns from them.
      </p>
      <Table
        label="Table of quarantined rows"
        columns={[
          { name: "Reason" },
          { name: "Of" },
          { name: "Rows", isNumber: true },
          { name: "Share", isNumber: true },
          { name: "One of them" },
        ]}
        width="models-wide"
      >
        {groups.map(({ reason, table, dropped, rows, share, example }) => (
          <tr>
            <th scope="row">{reasonText(reason)}</th>
            <td>{dropped === "row" ? table : `${table}, the ${dropped} alone`}</td>
            <td class="number">{countText(rows)}</td>
            <td class="number">{shareText(share)}</td>
            <td class="models-wordy">
              <code>{example}</code>
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}
