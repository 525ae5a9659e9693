// The lists: for a customer or visitor, for a product, for a cart, and what is trending.
import { Elysia } from "elysia";
import { ItemPath } from "../catalogue/schema.ts";
import type { Guard } from "../keys/guard.ts";
import { workOfList } from "../keys/work.ts";
import type { TakesBodies } from "../platform/body.ts";
import { asSent } from "../platform/query-string.ts";
import { checked, documented } from "../platform/validate.ts";
import type { Question } from "./question.ts";
import {
  CartBody,
  DEFAULT_LIMIT,
  ListQuery,
  type ListRules,
  PersonalListQuery,
  RecommendationBody,
  Recommendations,
} from "./schema.ts";
import { recommend, type RecommendationServices } from "./service.ts";
import type { StoredAnswers } from "./stored-answers.ts";

const tags = ["Recommendations"];
const response = { 200: documented(Recommendations) };

export function recommendationRoutes(
  services: RecommendationServices &
    TakesBodies & { readonly stored: StoredAnswers; readonly guard: Pick<Guard, "charge"> },
) {
  const answer = async (request: Request, set: { headers: Record<string, unknown> }, question: Question) => {
    const { limit = DEFAULT_LIMIT, diversity = 0 } = question.rules;
    services.guard.charge(request, workOfList(limit, diversity));
    const list = await recommend(services, question);
    // The model may have been replaced since the request came in.
    set.headers["x-model-version"] = list.model.version;
    return list;
  };
  const answerGet = async (
    { request, route, set }: { request: Request; route: string; set: { headers: Record<string, unknown> } },
    question: Question,
  ) => {
    const state = await services.stored.state(question);
    const list = await answer(request, set, question);
    return services.stored.keep(request, set.headers, { state, question, list, route });
  };

  return new Elysia({ name: "recommendations" })
    .post(
      "/v1/recommendations",
      ({ body: { session = [], ...rules }, request, set }) =>
        answer(request, set, { placement: "personal", session, rules }),
      {
        parse: services.bodies.json,
        body: checked(RecommendationBody),
        response,
        detail: { tags, summary: "What to show this customer or visitor", operationId: "recommend" },
      },
    )
    .get(
      "/v1/recommendations",
      ({ query, request, route, set }) =>
        answerGet({ request, route, set }, { placement: "personal", rules: rulesOf(query) }),
      {
        transform: asSent,
        query: checked(PersonalListQuery),
        response,
        detail: { tags, summary: "The same in a simpler form", operationId: "getRecommendations" },
      },
    )
    .get(
      "/v1/items/:id/similar",
      ({ params, query, request, route, set }) =>
        answerGet(
          { request, route, set },
          { placement: "similar", itemIds: [params.id], rules: rulesOf(query) },
        ),
      {
        params: checked(ItemPath),
        transform: asSent,
        query: checked(ListQuery),
        response,
        detail: { tags, summary: "Items like this one", operationId: "similarItems" },
      },
    )
    .get(
      "/v1/items/:id/bought-together",
      ({ params, query, request, route, set }) =>
        answerGet(
          { request, route, set },
          { placement: "bought-together", itemIds: [params.id], rules: rulesOf(query) },
        ),
      {
        params: checked(ItemPath),
        transform: asSent,
        query: checked(ListQuery),
        response,
        detail: { tags, summary: "Items bought with this one", operationId: "boughtTogether" },
      },
    )
    .post(
      "/v1/cart/recommendations",
      ({ body: { itemIds, ...rules }, request, set }) =>
        answer(request, set, { placement: "cart", itemIds, rules }),
      {
        parse: services.bodies.json,
        body: checked(CartBody),
        response,
        detail: { tags, summary: "What goes with a cart", operationId: "cartRecommendations" },
      },
    )
    .get(
      "/v1/trending",
      ({ query, request, route, set }) =>
        answerGet({ request, route, set }, { placement: "trending", rules: rulesOf(query) }),
      {
        transform: asSent,
        query: checked(ListQuery),
        response,
        detail: { tags, summary: "What customers like now", operationId: "trending" },
      },
    );
}

/** A GET's query as the rules of a POST. */
function rulesOf(query: ListQuery): ListRules {
  const { all, any, none, categories, brands, priceMin, priceMax, inStock, exclude, ...others } = query;
  const { notInCart, notBoughtForDays, ...rest } = others;
  return {
    ...rest,
    filter: {
      ...(all && { all }),
      ...(any && { any }),
      ...(none && { none }),
      ...(categories && { categories }),
      ...(brands && { brands }),
      price: {
        ...(priceMin !== undefined && { min: priceMin }),
        ...(priceMax !== undefined && { max: priceMax }),
      },
      ...(inStock !== undefined && { inStock }),
      ...(exclude && { excludeItemIds: exclude }),
      ...(notInCart !== undefined && { notInCart }),
      ...(notBoughtForDays !== undefined && { notBoughtForDays }),
    },
  };
}
