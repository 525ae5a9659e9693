// A promotion, a rollback or a retrain: asked for with what will happen, then ordered of whoever runs the trainer.
import { ModelVersion, type OperationOrder, RegistryVersion } from "@aisle/contract";
import type { Model } from "@aisle/client";
import { REPLACED_TAG } from "@aisle/mlflow";
import * as v from "valibot";
import type { Shop } from "../../shop.ts";
import { ask, refusalOf, type Told, type Trouble } from "../ask.ts";
import { consolePage, troublePage } from "../frame.tsx";
import { redirect } from "../http.ts";
import { askMlflow, type Mlflow } from "../mlflow/mlflow.ts";
import type { OperationsClient } from "../operations/operations.ts";
import { MODELS_PATH, ORDER_PATH } from "../paths.ts";

/** What the pages ask for; made-up customers are let in from the overview. */
export type ModelOrder = Exclude<OperationOrder, { readonly kind: "simulate" }>;

export const orderQuery = v.variant("kind", [
  v.object({ kind: v.literal("promote"), version: RegistryVersion }),
  v.object({ kind: v.picklist(["rollback", "retrain"]) }),
]);

/** `serving`: the version that served when it was asked; empty when the API did not say. */
const serving = v.union([v.literal(""), ModelVersion]);
export const orderForm = v.variant("kind", [
  v.object({ kind: v.literal("promote"), version: RegistryVersion, serving }),
  v.object({ kind: v.picklist(["rollback", "retrain"]), serving }),
]);

const TITLES: Readonly<Record<ModelOrder["kind"], string>> = {
  promote: "Promote a version?",
  rollback: "Roll back?",
  retrain: "Train a new model?",
};

const BUTTONS: Readonly<Record<ModelOrder["kind"], string>> = {
  promote: "Promote it",
  rollback: "Roll back",
  retrain: "Train it",
};

const MOVED: Trouble = {
  kind: "changed",
  status: 409,
  text: "Another version serves than when you were asked. Look at the models again before you decide.",
  errors: [],
};

export async function askPage(shop: Shop, mlflow: Mlflow | undefined, order: ModelOrder): Promise<Response> {
  const model = await ask(shop.client.model());
  const told = await consequencesOf(mlflow, order, model);
  const title = TITLES[order.kind];
  if (!told.ok) return troublePage(shop, "Models", title, told.trouble);
  return consolePage(shop, {
    section: "Models",
    title,
    verdict: { tone: "note", text: "Nothing changes before you say so." },
    content: (
      <form method="post" action={ORDER_PATH} class="rule-form">
        <ul class="panel models-consequences">
          {told.value.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
        <input type="hidden" name="kind" value={order.kind} />
        {order.kind === "promote" ? <input type="hidden" name="version" value={order.version} /> : null}
        <input type="hidden" name="serving" value={model.ok ? model.value.version : ""} />
        <div class="actions">
          <button class={order.kind === "retrain" ? "" : "danger"}>{BUTTONS[order.kind]}</button>
          <a href={MODELS_PATH}>Leave it as it is</a>
        </div>
      </form>
    ),
  });
}

export async function giveOrder(
  shop: Shop,
  operations: OperationsClient,
  { serving, ...order }: v.InferOutput<typeof orderForm>,
): Promise<Response> {
  const title = TITLES[order.kind];
  const [model, refusal] = await Promise.all([ask(shop.client.model()), refusalOf(shop)]);
  if (refusal !== undefined) return troublePage(shop, "Models", title, refusal);
  if (serving !== "" && model.ok && model.value.version !== serving)
    return troublePage(shop, "Models", title, MOVED);
  const begun = await operations.begin(order.kind === "promote" ? order : { kind: order.kind });
  return begun.ok ? redirect(`${MODELS_PATH}#operation`) : troublePage(shop, "Models", title, begun.trouble);
}

/** What will happen, sentence by sentence. */
async function consequencesOf(
  mlflow: Mlflow | undefined,
  order: ModelOrder,
  model: Told<Model>,
): Promise<Told<readonly string[]>> {
  const now = model.ok
    ? `Version ${model.value.version} serves now (${model.value.track}).`
    : "What serves now is not known, as the API does not answer.";
  switch (order.kind) {
    case "promote": {
      if (mlflow === undefined) return { ok: true, value: [now, ...promotion(order.version, undefined)] };
      const told = await askMlflow(() => mlflow.registry.version(order.version));
      if (!told.ok)
        return told.trouble.kind === "missing" ? { ok: false, trouble: gone(order.version) } : told;
      return { ok: true, value: [now, ...promotion(order.version, told.value.tags["aisle.gate.reason"])] };
    }
    case "rollback": {
      const replaced = mlflow && model.ok ? await replacedBy(mlflow, model.value) : undefined;
      if (replaced?.ok === false) return replaced;
      if (replaced?.value === null) return { ok: false, trouble: FIRST };
      const to =
        replaced?.value === undefined
          ? "The version that the champion replaced serves again. Where there was none, the trainer says so and nothing changes."
          : `Version ${replaced.value} serves again: its bundle is fetched and verified first, then the API switches within seconds.`;
      return { ok: true, value: [now, to, "The version that is left is marked as rolled back in MLflow."] };
    }
    case "retrain":
      return {
        ok: true,
        value: [
          now,
          "The store is frozen and checked, a new model is trained and compared with this one on the newest events.",
          "When the gate finds it better it becomes the champion, and the API switches to it. Otherwise nothing changes.",
        ],
      };
  }
}

const promotion = (version: string, reason: string | undefined): readonly string[] => [
  `Version ${version} becomes the champion, without asking the gate again: its bundle is fetched and verified first, then the API switches within seconds.`,
  ...(reason === undefined ? [] : [`What the gate said of it: ${reason}.`]),
  "A rollback brings back what serves now.",
];

const gone = (version: string): Trouble => ({
  kind: "missing",
  status: 404,
  text: `MLflow has no version ${version}. Go back to the models and choose one from the list.`,
  errors: [],
});

const FIRST: Trouble = {
  kind: "missing",
  status: 409,
  text: "What serves is the first champion: it replaced no version that could serve again. Promote another one instead.",
  errors: [],
};

/** The version that what serves has replaced; null for a first one, undefined when the registry does not know it. */
const replacedBy = (mlflow: Mlflow, { digest }: Model): Promise<Told<string | null | undefined>> =>
  askMlflow(async () => {
    const found = await mlflow.registry.byDigest(digest);
    return found && (found.tags[REPLACED_TAG] ?? null);
  });
