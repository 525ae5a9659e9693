// Two versions side by side: what each reached, and what they were made with and of.
import { DATA_FILE, DataReport } from "@aisle/contract";
import { ifFound, type Run } from "@aisle/mlflow";
import type { Shop } from "../../shop.ts";
import type { Told, Trouble } from "../ask.ts";
import { consolePage, troublePage, type Verdict } from "../frame.tsx";
import { shortTimeText } from "../local-time.ts";
import { readArtifact } from "../mlflow/artifact.ts";
import { askMlflow, type Mlflow, versionLink } from "../mlflow/mlflow.ts";
import { MODELS_PATH } from "../paths.ts";
import { decisionOf } from "./history.ts";
import { differenceText, METRICS, metricText } from "./metrics.ts";
import { whenText } from "./trained-table.tsx";

const TITLE = "Compare two versions";

interface Side {
  readonly version: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly run: Run | undefined;
  /** Of its retrain; undefined without a run. */
  readonly data: Told<DataReport | undefined> | undefined;
}

const GONE: Trouble = {
  kind: "missing",
  status: 404,
  text: "MLflow has no such version. Go back to the models and choose two from the list.",
  errors: [],
};

export async function comparePage(
  shop: Shop,
  mlflow: Mlflow,
  numbers: { readonly left: string; readonly right: string },
): Promise<Response> {
  const told = await askMlflow(() =>
    Promise.all([readSide(mlflow, numbers.left), readSide(mlflow, numbers.right)]),
  );
  if (!told.ok)
    return troublePage(shop, "Models", TITLE, told.trouble.kind === "missing" ? GONE : told.trouble);
  const [left, right] = told.value;
  return consolePage(shop, {
    section: "Models",
    title: TITLE,
    verdict: comparability(left, right),
    content: (
      <>
        <Differences mlflow={mlflow} left={left} right={right} />
        <p class="actions">
          <a href={MODELS_PATH}>Back to the models</a>
        </p>
      </>
    ),
  });
}

async function readSide(mlflow: Mlflow, number: string): Promise<Side> {
  const { version, tags, runId } = await mlflow.registry.version(number);
  const run = runId === "" ? undefined : await ifFound(mlflow.client.runs.get(runId));
  const data = run && (await askMlflow(() => readArtifact(mlflow, run, DATA_FILE, DataReport)));
  return { version, tags, run, data };
}

/** Whether the metrics of the two may be held against each other. */
function comparability(left: Side, right: Side): Verdict {
  if (left.version === right.version)
    return { tone: "note", text: "Both are the same version: choose another one to compare it with." };
  const snapshot = left.tags["aisle.snapshot"];
  return snapshot !== undefined && snapshot === right.tags["aisle.snapshot"]
    ? { tone: "note", text: "Both were trained and measured on the same snapshot of the data." }
    : {
        tone: "note",
        text: "Each was measured on the newest events of its own day, so the differences also hold what customers did in between. Only the gate compares on the same customers.",
      };
}

const FACTS: readonly (readonly [string, (side: Side) => string | undefined])[] = [
  ["Trained", ({ run }) => whenText(run)],
  ["Gate", ({ run }) => (run === undefined ? undefined : decisionOf(run))],
  ["Its reason", ({ tags }) => tags["aisle.gate.reason"]],
  ["Its data end", ({ run }) => dataEnd(run)],
  ["Its data", dataText],
  ["Snapshot", ({ tags }) => tags["aisle.snapshot"]],
  ["Commit", ({ tags }) => tags["aisle.commit"]],
  ["Digest", ({ tags }) => tags["aisle.digest"]],
];

/** What it learned from; a retrain of before left no report on it. */
function dataText({ data }: Side): string | undefined {
  if (data?.ok === false) return data.trouble.text;
  if (data?.value === undefined) return undefined;
  const { validation, snapshot } = data.value;
  const { events, customers, items } = validation.valid;
  const [from, to] = [snapshot.window.from, snapshot.window.to].map((iso) => shortTimeText(Date.parse(iso)));
  return `${from} to ${to}: ${metricText(events)} events of ${metricText(customers)} customers on ${metricText(items)} products`;
}

function dataEnd(run: Run | undefined): string | undefined {
  const time = Date.parse(run?.tags["aisle.gate.data_end"] ?? "");
  return Number.isNaN(time) ? undefined : shortTimeText(time);
}

/** Of the comparison or the search of that day, and not of the model. */
const OF_THE_DAY = /^(champion_|gate_|search_|validation_)/;

function Differences({ mlflow, left, right }: { mlflow: Mlflow; left: Side; right: Side }) {
  const metrics = namesOf(left.run?.metrics, right.run?.metrics).filter((name) => !OF_THE_DAY.test(name));
  const known = Object.keys(METRICS).filter((name) => metrics.includes(name));
  const others = metrics.filter((name) => METRICS[name] === undefined);
  const params = namesOf(left.run?.params, right.run?.params);
  const different = params.filter((name) => left.run?.params[name] !== right.run?.params[name]);
  const table = { mlflow, left, right };
  return (
    <>
      <Section id="metrics" title="What each reached">
        {metrics.length === 0 ? (
          <p>MLflow has metrics of neither.</p>
        ) : (
          <SideBySide
            {...table}
            name="Metric"
            more="Difference"
            rows={[...known, ...others].map((name) => {
              const [a, b] = [left.run?.metrics[name], right.run?.metrics[name]];
              const difference = a === undefined || b === undefined ? "–" : differenceText(b - a);
              return [name, metricText(a), metricText(b), difference];
            })}
          />
        )}
      </Section>
      <Section id="params" title="Settings that differ">
        {different.length === 0 ? (
          <p>{params.length === 0 ? "MLflow has settings of neither." : `All ${params.length} are equal.`}</p>
        ) : (
          <SideBySide
            {...table}
            name="Setting"
            rows={different.map((name) => [
              name,
              left.run?.params[name] ?? "–",
              right.run?.params[name] ?? "–",
            ])}
          />
        )}
      </Section>
      <Section id="origin" title="Where each comes from">
        <SideBySide
          {...table}
          name="What"
          rows={FACTS.map(([name, of]) => [name, of(left) ?? "–", of(right) ?? "–"])}
        />
      </Section>
    </>
  );
}

function namesOf(...records: readonly (Readonly<Record<string, unknown>> | undefined)[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record ?? {})))].toSorted();
}

const Section = ({ id, title, children }: { id: string; title: string; children?: unknown }) => (
  <section aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    {children}
  </section>
);

interface SideBySideProps {
  readonly mlflow: Mlflow;
  readonly left: Side;
  readonly right: Side;
  /** Of the first column, and of a last one. */
  readonly name: string;
  readonly more?: string;
  /** A name, a value of each side, and what belongs into the last column. */
  readonly rows: readonly (readonly string[])[];
}

function SideBySide({ mlflow, left, right, name, more, rows }: SideBySideProps) {
  const kind = more === undefined ? "models-wordy" : "number";
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={`Table of both versions: ${name}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{name}</th>
            {[left, right].map(({ version }) => (
              <th scope="col" class={kind}>
                <a href={versionLink(mlflow, version)}>Version {version}</a>
              </th>
            ))}
            {more === undefined ? null : (
              <th scope="col" class={kind}>
                {more}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...values]) => (
            <tr>
              <th scope="row">{first}</th>
              {values.map((value) => (
                <td class={kind}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
