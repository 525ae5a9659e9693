// The "For you" row: it changes in place after each action.
import type { Recommendations, RecommendQuestion, Strategy } from "@aisle/client";
import { askedBy, type Shopper } from "../customer/shopper.ts";
import { Request } from "../inside/request.tsx";
import { type Tuning, tunedBy } from "../inside/tuning.ts";
import { Cards } from "../layout/row.tsx";
import { retried, TroubleWords } from "../layout/trouble.tsx";
import { type Answer, ask } from "../platform/ask.ts";
import type { Shop } from "../shop.ts";
import type { View } from "../view/view.ts";

export const FOR_YOU_ID = "for-you";
/** The form of "what the recommender sees", where the page has one. */
export const TUNING_ID = "tuning";

const PICKS = 6;
/** What everybody likes is much of a kind: a row for nobody in particular shows more of the shop. */
export const VARIETY = 0.3;

/** Attributes of an element whose request brings the row anew; the request tells what the page shows now. */
export const bringsForYou = {
  "hx-target": `#${FOR_YOU_ID}`,
  "hx-swap": "outerHTML",
  "hx-include": `#${FOR_YOU_ID}, #${TUNING_ID}`,
};

/** The row's products and what was asked for them. */
export interface Picks {
  readonly question: RecommendQuestion;
  readonly list: Answer<Recommendations>;
  /** Products of the page's other rows, which are not repeated here. */
  readonly not: readonly string[];
}

export async function askForYou(
  shop: Shop,
  shopper: Shopper,
  { not = [], tuning = {} }: { not?: readonly string[]; tuning?: Tuning } = {},
): Promise<Picks> {
  const { filter, ...tuned } = tunedBy(tuning);
  const rules = { ...filter, ...(not.length > 0 && { excludeItemIds: not }) };
  const question: RecommendQuestion = {
    ...askedBy(shopper),
    limit: PICKS,
    placement: "web-for-you",
    includeItems: true,
    ...(isUnknown(shopper) && { diversity: VARIETY }),
    ...tuned,
    ...(Object.keys(rules).length > 0 && { filter: rules }),
  };
  return { question, list: await ask(shop.client.recommend(question)), not };
}

const isUnknown = ({ customerId, session }: Shopper): boolean =>
  customerId === undefined && session.length === 0;

interface ForYouProps {
  readonly picks: Picks;
  readonly view: View;
  /** Item ids that the row showed before; absent when it is shown for the first time. */
  readonly shown?: readonly string[];
}

export function ForYou({ picks, view, shown = [] }: ForYouProps) {
  const { list, not } = picks;
  const refresh = list.ok
    ? { "hx-get": "/for-you", "hx-trigger": "model-changed from:body", ...bringsForYou }
    : { ...retried(list.trouble, "/for-you"), "hx-include": bringsForYou["hx-include"] };
  const ids = list.ok ? list.value.items.map(({ itemId }) => itemId) : [];
  const fresh = new Set(shown.length === 0 ? [] : ids.filter((itemId) => !shown.includes(itemId)));
  return (
    <section id={FOR_YOU_ID} class="row for-you" aria-labelledby="for-you-title" {...refresh}>
      <h2 id="for-you-title">For you</h2>
      {list.ok ? (
        <>
          <p class="note" role="status">
            {fresh.size > 0
              ? `${fresh.size} of ${ids.length} picks changed just now.`
              : NOTES[list.value.strategy]}
          </p>
          <Cards list={list.value} row={FOR_YOU_ID} view={view} fresh={fresh} />
          {ids.length === 0 ? <p class="note">Nothing fits. Allow a higher price.</p> : null}
          {view.inside ? <Request list={list.value} question={picks.question} api={view.api} /> : null}
        </>
      ) : (
        <TroubleWords trouble={list.trouble} />
      )}
      {ids.map((itemId) => (
        <input type="hidden" name="shown" value={itemId} />
      ))}
      {not.map((itemId) => (
        <input type="hidden" name="not" value={itemId} />
      ))}
    </section>
  );
}

const PERSONAL = "Picked from what you looked at, put in your cart and bought.";
const POPULAR = "What everybody likes. Open a product, and this row becomes yours.";

const NOTES: Readonly<Record<Strategy, string>> = {
  personalised: PERSONAL,
  similar: PERSONAL,
  "bought-together": PERSONAL,
  cart: PERSONAL,
  popular: POPULAR,
  trending: POPULAR,
};
