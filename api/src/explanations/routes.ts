// Why a customer is shown what they are shown.
import { Elysia } from "elysia";
import * as v from "valibot";
import type { Guard } from "../keys/guard.ts";
import { workOfList } from "../keys/work.ts";
import type { TakesBodies } from "../platform/body.ts";
import { Problem } from "../platform/problem.ts";
import { checked, documented } from "../platform/validate.ts";
import { DEFAULT_LIMIT, RecommendationBody } from "../recommendations/schema.ts";
import { Explanation } from "./schema.ts";
import { explain, type ExplanationServices } from "./service.ts";

/** Requests that the steps of a list count as, beside the list itself. */
const WORK_OF_STEPS = 4;

export const explanationRoutes = (
  services: ExplanationServices & TakesBodies & { readonly guard: Pick<Guard, "charge"> },
) =>
  new Elysia({ name: "explanations" }).post(
    // As `/v1/items:batch`.
    "/v1/recommendations:explain",
    ({ params, body: { session = [], ...rules }, request }) => {
      if (params.explain !== ":explain")
        throw new Problem("unknown-route", "Did you mean /v1/recommendations:explain?");
      const { limit = DEFAULT_LIMIT, diversity = 0 } = rules;
      services.guard.charge(request, workOfList(limit, diversity) + WORK_OF_STEPS);
      return explain(services, { placement: "personal", session, rules });
    },
    {
      parse: services.bodies.json,
      params: v.object({ explain: v.string() }),
      body: checked(RecommendationBody),
      response: { 200: documented(Explanation) },
      detail: {
        tags: ["Recommendations"],
        summary: "How a list comes about, step by step",
        description:
          "The list that `POST /v1/recommendations` answers to the same question, and what led to it: the history as it is " +
          "weighed, the candidates with the votes of each graph, their features and scores, what each rule did, and the " +
          "order after diversity. Nothing is counted: it is for those who run the shop.",
        operationId: "explainRecommendations",
      },
    },
  );
