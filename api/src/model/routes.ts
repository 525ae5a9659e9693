// GET /v1/model: which model answers.
import { Elysia } from "elysia";
import { serving } from "./serving.ts";
import type { ModelHolder } from "./holder.ts";
import { Model } from "./schema.ts";

interface ModelServices {
  readonly models: ModelHolder;
  readonly clock: () => number;
}

export const modelRoutes = ({ models, clock }: ModelServices) =>
  new Elysia({ name: "model" }).get(
    "/v1/model",
    () => {
      const { version, digest, track, info, recommender } = serving(models);
      return {
        version,
        digest,
        track,
        created: info.created,
        ageSeconds: Math.max(0, Math.round((clock() - Date.parse(info.created)) / 1000)),
        data: info.data,
        items: recommender.size,
        metrics: info.metrics,
      };
    },
    {
      response: { 200: Model },
      detail: { tags: ["Model"], summary: "The model that serves", operationId: "getModel" },
    },
  );
