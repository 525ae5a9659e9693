// Every retrain and version, newest first: what it reached, what the gate said, and where it serves.
import type { Model } from "@aisle/client";
import type { Run } from "@aisle/mlflow";
import { shortTimeText } from "../local-time.ts";
import { type Mlflow, runLink, versionLink } from "../mlflow/mlflow.ts";
import { COMPARE_PATH, MODELS_PATH, ORDER_PATH } from "../paths.ts";
import { Table } from "../table.tsx";
import { decisionOf, type History, type Trained } from "./history.ts";
import { differenceText, metricText } from "./metrics.ts";

interface TableProps {
  readonly mlflow: Mlflow;
  readonly history: History;
  /** What serves, as far as the API says it. */
  readonly model: Model | undefined;
  /** Whether a version can be promoted from here. */
  readonly canOrder: boolean;
}

export function TrainedTable(props: TableProps) {
  const { trained } = props.history;
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions and retrains</h2>
      <p class="note">
        NDCG@10 of the new model and of what it was compared with, both on the same customers. A refused model
        becomes no version.
      </p>
      <Table
        label="Table of versions and retrains"
        columns={[
          { name: "Trained" },
          { name: "Version" },
          { name: "New model", isNumber: true },
          { name: "Compared with", isNumber: true },
          { name: "Difference [interval]", isNumber: true },
          { name: "Gate" },
          { name: "Open" },
        ]}
        width="models-wide"
      >
        {trained.map((one) => (
          <Row {...props} one={one} />
        ))}
      </Table>
    </section>
  );
}

function Row({ mlflow, history, model, canOrder, one }: TableProps & { readonly one: Trained }) {
  const { run, version } = one;
  const serves = version !== undefined && version.digest === model?.digest;
  const when = whenText(run);
  return (
    <tr>
      <th scope="row">{when}</th>
      <td>
        {version === undefined ? "–" : <VersionLink mlflow={mlflow} version={version.version} />}
        {version === undefined
          ? null
          : statesOf(one, history, serves ? model.track : undefined).map(([kind, text]) => (
              <>
                {" "}
                <span class={`state ${kind}`}>{text}</span>
              </>
            ))}
      </td>
      <td class="number">{metricText(run?.metrics["ndcg_at_10"])}</td>
      <td class="number">{metricText(run?.metrics["champion_ndcg_at_10"])}</td>
      <td class="number">{run === undefined ? "–" : intervalText(run)}</td>
      <td>{run === undefined ? "–" : (decisionOf(run) ?? "not asked")}</td>
      <td>
        {run === undefined ? null : (
          <>
            <a href={`${MODELS_PATH}?retrain=${run.runId}#gate`} aria-label={`The gate on ${when}`}>
              Gate
            </a>{" "}
            <a
              href={runLink(mlflow, run.experimentId, run.runId)}
              aria-label={`The run of ${when} in MLflow`}
            >
              MLflow
            </a>
          </>
        )}
        {version === undefined || serves || !canOrder ? null : (
          <>
            {" "}
            <a
              href={`${ORDER_PATH}?kind=promote&version=${version.version}`}
              aria-label={`Promote version ${version.version}`}
            >
              Promote
            </a>
          </>
        )}
      </td>
    </tr>
  );
}

const VersionLink = ({ mlflow, version }: { readonly mlflow: Mlflow; readonly version: string }) => (
  <a href={versionLink(mlflow, version)} aria-label={`Version ${version} in MLflow`}>
    {version}
  </a>
);

export const whenText = (run: Run | undefined): string =>
  run?.startTime === undefined ? "unknown" : shortTimeText(run.startTime);

/** Classes and words. `track`: where it serves. */
function statesOf(
  { version }: Trained,
  { champion, challenger }: History,
  track: string | undefined,
): (readonly [string, string])[] {
  const number = version?.version;
  return [
    ...(track === undefined ? [] : [["state-in-force", `serves (${track})`] as const]),
    ...(number === champion ? [["", "champion"] as const] : []),
    ...(number === challenger ? [["", "challenger: awaits its release"] as const] : []),
    ...(version?.tags["aisle.rolled_back_at"] === undefined ? [] : [["state-over", "rolled back"] as const]),
  ];
}

function intervalText({ metrics }: Run): string {
  const difference = metrics["gate_ndcg_at_10_difference"];
  const [low, high] = [metrics["gate_ndcg_at_10_low"], metrics["gate_ndcg_at_10_high"]];
  if (difference === undefined || low === undefined || high === undefined) return "–";
  return `${differenceText(difference)} [${differenceText(low)}, ${differenceText(high)}]`;
}

/** Two of the versions, to be compared. */
export function CompareForm({ history: { versions, champion } }: { readonly history: History }) {
  const numbers = versions.map(({ version }) => version);
  if (numbers.length < 2) return null;
  const left = champion ?? numbers[1]!;
  const right = numbers.find((number) => number !== left)!;
  return (
    <form method="get" action={COMPARE_PATH} class="models-compare">
      <Choice name="left" label="Compare version" numbers={numbers} chosen={left} />
      <Choice name="right" label="with version" numbers={numbers} chosen={right} />
      <button>Compare</button>
    </form>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly numbers: readonly string[];
  readonly chosen: string;
}

const Choice = ({ name, label, numbers, chosen }: ChoiceProps) => (
  <label>
    {label}{" "}
    <select name={name}>
      {numbers.map((number) => (
        <option value={number} selected={number === chosen}>
          {number}
        </option>
      ))}
    </select>
  </label>
);
