// The page of the models: what serves, what was tried, what the gate said, and what can be done about it.
import type { Model } from "@aisle/client";
import { GATE_FILE, GateDecision, type Operation } from "@aisle/contract";
import { ifFound, type Run } from "@aisle/mlflow";
import type { Shop } from "../../shop.ts";
import { ask, type Told } from "../ask.ts";
import { consolePage, type Verdict } from "../frame.tsx";
import { readArtifact } from "../mlflow/artifact.ts";
import { askMlflow, type Mlflow, registryLink } from "../mlflow/mlflow.ts";
import type { OperationsClient } from "../operations/operations.ts";
import { MODELS_PATH, ORDER_PATH } from "../paths.ts";
import { GatePart } from "./gate-part.tsx";
import { type History, readHistory } from "./history.ts";
import { NdcgChart } from "./ndcg-chart.tsx";
import { isRunning, lastOrder, OperationPart } from "./operation-part.tsx";
import { Metrics, Origin } from "./serving-part.tsx";
import { CompareForm, TrainedTable, whenText } from "./trained-table.tsx";
import { modelsVerdict } from "./verdict.ts";

const TITLE = "Models";
/** How soon the page loads itself again while an order is under way, in seconds. */
const REFRESH = 3;

export interface ModelSources {
  /** undefined where none is named. */
  readonly mlflow: Mlflow | undefined;
  /** undefined where nobody takes orders. */
  readonly operations: OperationsClient | undefined;
}

/** `retrain`: the id of the run whose decision is shown; undefined: the newest. */
export async function modelsPage(
  shop: Shop,
  { mlflow, operations }: ModelSources,
  retrain: string | undefined,
): Promise<Response> {
  const [model, recorded, ordered] = await Promise.all([
    ask(shop.client.model()),
    mlflow && askMlflow(() => readRecorded(mlflow, retrain)),
    operations?.state(),
  ]);
  const order = ordered?.ok ? lastOrder(ordered.value) : undefined;
  const settles = order !== undefined && isSettling(order, model, recorded, shop.now());
  const isUnderWay = isRunning(order) || settles;
  const canOrder = ordered?.ok === true && ordered.value.current === null;
  const served = model.ok ? model.value : undefined;
  return consolePage(shop, {
    section: TITLE,
    title: TITLE,
    verdict: settles ? SETTLING : modelsVerdict(model, recorded, order),
    // A page that shows something is one.
    ...(!model.ok && recorded?.ok !== true && { status: model.trouble.status }),
    ...(isUnderWay && { refresh: REFRESH }),
    content: (
      <div id="live" {...(isUnderWay ? live(retrain) : {})}>
        {ordered === undefined ? null : <OperationPart operations={ordered} now={shop.now()} />}
        {served === undefined ? null : <Origin model={served} />}
        {canOrder ? <Orders /> : null}
        {operations === undefined ? <NoOrders /> : null}
        {mlflow === undefined ? (
          <p class="note">
            Set MLFLOW_TRACKING_URI, such as http://127.0.0.1:5000, to see versions, retrains and the gate’s
            decisions here.
          </p>
        ) : recorded?.ok ? (
          <RecordedPart
            mlflow={mlflow}
            recorded={recorded.value}
            retrain={retrain}
            model={served}
            canOrder={canOrder}
          />
        ) : null}
        {served === undefined ? null : <Metrics metrics={served.metrics} />}
      </div>
    ),
  });
}

/** Attributes of the page's content, which is replaced by a newer one where there are scripts, until that has none. */
const live = (retrain: string | undefined) => ({
  "hx-get": retrain === undefined ? MODELS_PATH : `${MODELS_PATH}?retrain=${retrain}`,
  "hx-trigger": `every ${REFRESH}s`,
  "hx-select": "#live",
  "hx-select-oob": "#verdict",
  "hx-swap": "outerHTML",
});

const SETTLING: Verdict = {
  tone: "note",
  text: "The champion has changed just now: the API fetches and verifies its model, then switches to it. This page loads itself again.",
};
/** An API that has not switched for so long does not follow. In milliseconds. */
const MAX_SETTLING = 20_000;

/** Whether the API has yet to switch to what an order made the champion. */
function isSettling(
  { outcome, endedAt }: Operation,
  model: Told<Model>,
  recorded: Told<Recorded> | undefined,
  now: number,
): boolean {
  return (
    outcome === "done" &&
    endedAt !== undefined &&
    now - Date.parse(endedAt) < MAX_SETTLING &&
    model.ok &&
    recorded?.ok === true &&
    recorded.value.champion !== model.value.version
  );
}

export interface Recorded extends History {
  /** A retrain whose decision is shown. */
  readonly judged: Judged | undefined;
}

interface Judged {
  readonly run: Run;
  /** What the gate decided; undefined where the run has no record of it. */
  readonly decision: Told<GateDecision | undefined>;
}

/** @throws MlflowError */
async function readRecorded(mlflow: Mlflow, retrain: string | undefined): Promise<Recorded> {
  const history = await readHistory(mlflow);
  const runs = history.trained.flatMap(({ run }) => run ?? []);
  const run =
    retrain === undefined
      ? runs[0]
      : (runs.find(({ runId }) => runId === retrain) ?? (await ifFound(mlflow.client.runs.get(retrain))));
  if (run === undefined) return { ...history, judged: undefined };
  // A decision that cannot be read leaves the rest of the page.
  const decision = await askMlflow(() => readArtifact(mlflow, run, GATE_FILE, GateDecision));
  return { ...history, judged: { run, decision } };
}

interface RecordedProps {
  readonly mlflow: Mlflow;
  readonly recorded: Recorded;
  /** The id of the run that was asked for. */
  readonly retrain: string | undefined;
  readonly model: Parameters<typeof TrainedTable>[0]["model"];
  readonly canOrder: boolean;
}

function RecordedPart({ mlflow, recorded, retrain, model, canOrder }: RecordedProps) {
  const { trained, faults, judged } = recorded;
  return (
    <>
      {faults.map((fault) => (
        <p class="warning">{fault}</p>
      ))}
      {trained.length === 0 ? (
        <p>
          No model was trained yet. The demo trains the first one by itself; elsewhere{" "}
          <code>trainer retrain</code> does.
        </p>
      ) : (
        <>
          <div class="charts models-charts">
            <NdcgChart trained={trained} />
          </div>
          <TrainedTable mlflow={mlflow} history={recorded} model={model} canOrder={canOrder} />
          <CompareForm history={recorded} />
        </>
      )}
      <p class="actions">
        <a href={registryLink(mlflow)}>All versions in MLflow</a>
      </p>
      {judged === undefined ? (
        retrain === undefined ? null : (
          <p class="warning">MLflow has no retrain of this address: choose one from the table.</p>
        )
      ) : (
        <JudgedPart judged={judged} />
      )}
    </>
  );
}

function JudgedPart({ judged: { run, decision } }: { readonly judged: Judged }) {
  if (!decision.ok) return <p class="warning">{decision.trouble.text}</p>;
  return decision.value === undefined ? (
    <p id="gate">The run of {whenText(run)} has no record of a decision.</p>
  ) : (
    <GatePart decision={decision.value} when={whenText(run)} />
  );
}

const Orders = () => (
  <p class="actions">
    <a class="button" href={`${ORDER_PATH}?kind=retrain`}>
      Train a new model
    </a>
    <a href={`${ORDER_PATH}?kind=rollback`}>Roll back</a>
  </p>
);

const NoOrders = () => (
  <p class="note">
    Nobody takes orders from this console (OPERATIONS_SOCKET). In a cluster the release desk promotes a
    challenger and takes it back; by hand, <code>trainer promote --version N</code> and{" "}
    <code>trainer rollback</code> do, as docs/model.md says.
  </p>
);
