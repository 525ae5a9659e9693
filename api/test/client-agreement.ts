// The API's schemas and the client's types, compared by the compiler: neither may know a field that the other lacks.
// oxlint-disable-next-line no-restricted-imports -- tests are the one place where the API meets its client
import type * as client from "@aisle/client";
import type * as v from "valibot";
import type * as catalogue from "../src/catalogue/schema.ts";
import type * as customers from "../src/customers/schema.ts";
import type * as events from "../src/events/schema.ts";
import type * as explanations from "../src/explanations/schema.ts";
import type * as model from "../src/model/schema.ts";
import type * as neighbours from "../src/neighbours/schema.ts";
import type * as recommendations from "../src/recommendations/schema.ts";
import type * as rules from "../src/rules/schema.ts";

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;
type Same<A, B> = [Frozen<A>] extends [Frozen<B>]
  ? [Frozen<B>] extends [Frozen<A>]
    ? SameKeys<A, B>
    : false
  : false;
/** Optional fields that only one side knows are assignable both ways, so the names are compared too. */
type SameKeys<A, B> = [Names<A>] extends [Names<B>] ? ([Names<B>] extends [Names<A>] ? true : false) : false;
type Names<T> = T extends readonly (infer Entry)[]
  ? `[]${Names<Entry>}`
  : T extends object
    ? { [Key in keyof T & string]-?: `.${Key}` | `.${Key}${Names<Exclude<T[Key], undefined>>}` }[keyof T &
        string]
    : "";

type Asked<S extends v.GenericSchema> = v.InferInput<S>;
type Answered<S extends v.GenericSchema> = v.InferOutput<S>;

type Hold<Entries extends Readonly<Record<string, true>>> = Entries;

/** Compiles only while every entry is `true`. */
export type Agreement = Hold<{
  recommendQuestion: Same<client.RecommendQuestion, Asked<typeof recommendations.RecommendationBody>>;
  cartQuestion: Same<client.CartQuestion, Asked<typeof recommendations.CartBody>>;
  recommendations: Same<client.Recommendations, Answered<typeof recommendations.Recommendations>>;
  explanation: Same<client.Explanation, Answered<typeof explanations.Explanation>>;
  neighbours: Same<client.ItemNeighbours, Answered<typeof neighbours.Neighbours>>;
  shownTo: Same<client.ItemShownTo, Answered<typeof neighbours.ShownTo>>;
  event: Same<client.NewEvent, Asked<typeof events.Event>>;
  eventsResult: Same<client.EventsResult, Answered<typeof events.EventsResult>>;
  item: Same<client.NewItem, Asked<typeof catalogue.Item>>;
  itemAnswer: Same<client.Item, Answered<typeof catalogue.ItemAnswer>>;
  itemPatch: Same<client.ItemPatch, Asked<typeof catalogue.ItemPatch>>;
  itemBatchResult: Same<client.ItemBatchResult, Answered<typeof catalogue.ItemBatchResult>>;
  itemFacets: Same<client.ItemFacets, Answered<typeof catalogue.ItemFacets>>;
  itemPage: Same<client.ItemPage, Answered<typeof catalogue.ItemPage>>;
  customerList: Same<client.CustomerList, Answered<typeof customers.CustomerList>>;
  newCustomer: Same<client.NewCustomer, Asked<typeof customers.NewCustomer>>;
  customerBatchResult: Same<client.CustomerBatchResult, Answered<typeof customers.CustomerBatchResult>>;
  customer: Same<client.Customer, Answered<typeof customers.Customer>>;
  customerExport: Same<client.CustomerExport, Answered<typeof customers.CustomerExport>>;
  customerErasure: Same<client.CustomerErasure, Answered<typeof customers.CustomerErasure>>;
  newRules: Same<client.NewRules, Asked<typeof rules.RulesBody>>;
  savedRules: Same<client.SavedRules, Answered<typeof rules.SavedRules>>;
  rulesVersions: Same<client.RulesVersions, Answered<typeof rules.RulesVersions>>;
  rulesVersion: Same<client.RulesVersion, Answered<typeof rules.RulesVersion>>;
  rulesToTry: Same<client.RulesToTry, Asked<typeof rules.PreviewBody>>;
  rulesPreview: Same<client.RulesPreview, Answered<typeof rules.Preview>>;
  model: Same<client.Model, Answered<typeof model.Model>>;
}>;
