// Where the pages of the models answer.
import { RegistryVersion } from "@aisle/contract";
import { Elysia } from "elysia";
import * as v from "valibot";
import type { Shop } from "../../shop.ts";
import type { Trouble } from "../ask.ts";
import { troublePage } from "../frame.tsx";
import { asSent } from "../http.ts";
import { COMPARE_PATH, MODELS_PATH, ORDER_PATH } from "../paths.ts";
import { comparePage } from "./compare.tsx";
import { askPage, giveOrder, orderForm, orderQuery } from "./ordering.tsx";
import { modelsPage, type ModelSources } from "./page.tsx";

/** Of a run, as MLflow makes them. */
const RunId = v.pipe(v.string(), v.regex(/^[a-z0-9]{1,64}$/));

const NO_MLFLOW: Trouble = {
  kind: "missing",
  status: 404,
  text: "This console was not told where MLflow is: set MLFLOW_TRACKING_URI, such as http://127.0.0.1:5000.",
  errors: [],
};

/** GET /console/models and …/compare; where somebody takes orders, GET and POST …/order. */
export function modelRoutes(shop: Shop, sources: ModelSources) {
  const { mlflow, operations } = sources;
  const app = new Elysia({ name: "console-models" })
    .get(MODELS_PATH, ({ query: { retrain } }) => modelsPage(shop, sources, retrain), {
      transform: asSent,
      query: v.object({ retrain: v.optional(RunId) }),
    })
    .get(
      COMPARE_PATH,
      ({ query }) =>
        mlflow === undefined
          ? troublePage(shop, "Models", "Compare two versions", NO_MLFLOW)
          : comparePage(shop, mlflow, query),
      { transform: asSent, query: v.object({ left: RegistryVersion, right: RegistryVersion }) },
    );
  return operations === undefined
    ? app
    : app
        .get(ORDER_PATH, ({ query }) => askPage(shop, mlflow, query), {
          transform: asSent,
          query: orderQuery,
        })
        .post(ORDER_PATH, ({ body }) => giveOrder(shop, operations, body), { body: orderForm });
}
