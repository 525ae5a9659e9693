// What a visitor may ask the recommender for beside who they are: the sliders of "what the recommender sees".
import type { RecommendQuestion } from "@aisle/client";
import * as v from "valibot";

const none = v.literal("");
const numberIn = (most: number) => v.pipe(v.string(), v.toNumber(), v.minValue(0), v.maxValue(most));

const MAX_PRICE = 1e9;

/** Fields of a query or form. An empty one is like an absent one. */
export const tuningFields = {
  diversity: v.optional(v.union([none, numberIn(1)])),
  priceMax: v.optional(v.union([none, numberIn(MAX_PRICE)])),
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
