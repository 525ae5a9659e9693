// What a visitor may ask the recommender for beside who they are: the sliders of "what the recommender sees".
import type { RecommendQuestion } from "@aisle/client";
import * as v from "valibot";
import { numberField, priceField } from "../platform/fields.ts";

/** Fields of a query or form. An empty one is like an absent one. */
export const tuningFields = {
  diversity: numberField(1),
  priceMax: priceField,
  soldOut: v.optional(v.picklist(["", "1"])),
};

const schema = v.object(tuningFields);
export type Tuning = v.InferOutput<typeof schema>;

/** The part of the question for recommendations that says so. */
export function tunedBy({
  diversity,
  priceMax,
  soldOut,
}: Tuning): Pick<RecommendQuestion, "diversity" | "filter"> {
  return {
    ...(typeof diversity === "number" && { diversity }),
    filter: {
      ...(typeof priceMax === "number" && { price: { max: priceMax } }),
      ...(soldOut === "1" && { inStock: false }),
    },
  };
}
