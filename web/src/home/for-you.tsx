// The "For you" row: it stays on every page and changes in place after each action.
import type { Recommendations, Strategy } from "@aisle/client";
import { askedBy, type Shopper } from "../customer/shopper.ts";
import { Cards } from "../layout/row.tsx";
import { retried, TroubleWords } from "../layout/trouble.tsx";
import { type Answer, ask } from "../platform/ask.ts";
import type { Shop } from "../shop.ts";

export const FOR_YOU_ID = "for-you";

const PICKS = 6;

/** Attributes of an element whose request brings the row anew; the request tells what the row shows now. */
export const bringsForYou = {
  "hx-target": `#${FOR_YOU_ID}`,
  "hx-swap": "outerHTML",
  "hx-include": `#${FOR_YOU_ID}`,
};

/** Asks for the shopper's picks. */
export function askForYou(shop: Shop, shopper: Shopper): Promise<Answer<Recommendations>> {
  return ask(
    shop.client.recommend({
      ...askedBy(shopper),
      limit: PICKS,
      placement: "web-for-you",
      includeItems: true,
    }),
  );
}

interface ForYouProps {
  readonly list: Answer<Recommendations>;
  /** Item ids that the row showed before; absent when it is shown for the first time. */
  readonly shown?: readonly string[];
  /** Replaces the row in the page, whatever else the response brings. */
  readonly outOfBand?: boolean;
}

export function ForYou({ list, shown, outOfBand }: ForYouProps) {
  const refresh = list.ok
    ? { "hx-get": "/for-you", "hx-trigger": "model-changed from:body", ...bringsForYou }
    : retried(list.trouble, "/for-you");
  return (
    <section
      id={FOR_YOU_ID}
      class="row for-you"
      aria-labelledby="for-you-title"
      {...refresh}
      {...(outOfBand ? { "hx-swap-oob": "true" } : {})}
    >
      <h2 id="for-you-title">For you</h2>
      {list.ok ? <Picks list={list.value} shown={shown ?? []} /> : <TroubleWords trouble={list.trouble} />}
    </section>
  );
}

function Picks({ list, shown }: { list: Recommendations; shown: readonly string[] }) {
  const ids = list.items.map(({ itemId }) => itemId);
  const fresh = new Set(shown.length === 0 ? [] : ids.filter((itemId) => !shown.includes(itemId)));
  return (
    <>
      <p class="note" role="status">
        {fresh.size > 0 ? `${fresh.size} of ${ids.length} picks changed just now.` : NOTES[list.strategy]}
      </p>
      <p class="answered">
        model <b>{list.model.version}</b> · {list.model.track} · {list.strategy}
      </p>
      <Cards list={list} fresh={fresh} />
      {ids.map((itemId) => (
        <input type="hidden" name="shown" value={itemId} />
      ))}
    </>
  );
}

const PERSONAL = "Picked from what you looked at, carted and bought.";
const POPULAR = "What everybody likes. Open a product, and this row becomes yours.";

const NOTES: Readonly<Record<Strategy, string>> = {
  personalised: PERSONAL,
  similar: PERSONAL,
  "bought-together": PERSONAL,
  cart: PERSONAL,
  popular: POPULAR,
  trending: POPULAR,
};
