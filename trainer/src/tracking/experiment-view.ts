// How the experiment's page opens in MLflow: the newest retrain first, with the columns that a decision is about.
import { deflateSync } from "node:zlib";
import { EXPERIMENT, type MlflowClient } from "@aisle/mlflow";

const SHARE_KEY = "aisle";

/** What MLflow 3.17 keeps of a view that is shared. */
const VIEW = {
  searchFilter: "",
  orderByKey: "attributes.start_time",
  orderByAsc: false,
  startTime: "ALL",
  lifecycleFilter: "Active",
  datasetsFilter: [],
  modelVersionFilter: "All Runs",
  selectedColumns: [
    "attributes.`Created`",
    "attributes.`Duration`",
    "metrics.`ndcg_at_10`",
    "metrics.`champion_ndcg_at_10`",
    "metrics.`gate_ndcg_at_10_low`",
    "metrics.`gate_ndcg_at_10_high`",
    "metrics.`validation_ndcg_at_10`",
    "params.`ranker.kind`",
    "tags.`aisle.gate`",
    "tags.`aisle.gate.reason`",
  ],
} as const;

const ABOUT = `What Aisle trained: each **retrain** with what the gate said of it, and its trials nested in it.`;

/**
 * The experiment's id. It is made when there is none, and its page gets its view then. Throws what MLflow's client throws.
 */
export async function openExperiment({ experiments }: Pick<MlflowClient, "experiments">): Promise<string> {
  const known = await experiments.find(EXPERIMENT);
  // What somebody has made of the page since stays.
  if (known !== undefined) return known;
  const id = await experiments.ensure(EXPERIMENT);
  await experiments.setTags(id, {
    // Otherwise the page asks for the kind, and opens on traces.
    "mlflow.experimentKind": "custom_model_development",
    [`mlflow.sharedViewState.${SHARE_KEY}`]: compressed(VIEW),
    "mlflow.note.content": `${ABOUT}\n\n[Newest first, with the gate's numbers](#${viewPath(id)})`,
  });
  return id;
}

/** The page's address behind MLflow's `/#`. Another parameter in it, and MLflow would not look at the view. */
function viewPath(id: string): string {
  return `/experiments/${encodeURIComponent(id)}/runs?workflowType=machine_learning&viewStateShareKey=${SHARE_KEY}`;
}

/** As MLflow's page writes a view that is shared. */
function compressed(state: unknown): string {
  return `deflate;${deflateSync(JSON.stringify(state)).toString("base64")}`;
}
