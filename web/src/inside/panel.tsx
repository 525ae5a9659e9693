// "What the recommender sees": the sliders that change its answer, and the history that it is made from.
import type { PastEntry } from "../customer/past.ts";
import { bringsForYou, type Picks, TUNING_ID } from "../home/for-you.tsx";
import { itemName } from "../layout/item-text.ts";
import type { Answer } from "../platform/ask.ts";
import { plural } from "../view/plural.ts";
import type { Tuning } from "./tuning.ts";
import type { Weights } from "./weights.ts";

interface PanelProps {
  readonly past: Answer<readonly PastEntry[]>;
  readonly tuning: Tuning;
  /** The row that was made of it. */
  readonly picks: Picks;
  readonly weights: Weights;
}

const SHOWN = 12;

export function Panel({ past, tuning, picks, weights }: PanelProps) {
  const led = ledBy(picks);
  return (
    <section class="inside" aria-labelledby="inside-title">
      <h2 id="inside-title">What the recommender sees</h2>
      <form
        id={TUNING_ID}
        class="tuning"
        action="/"
        hx-get="/for-you"
        hx-trigger="input delay:150ms, submit"
        {...bringsForYou}
      >
        <label>
          Variety <span class="note">same kind … all kinds</span>
          <input
            type="range"
            name="diversity"
            min="0"
            max="1"
            step="0.1"
            value={String(picks.question.diversity ?? 0)}
          />
        </label>
        <label>
          Price up to
          <input
            type="number"
            name="priceMax"
            min="0"
            step="any"
            inputmode="decimal"
            placeholder="any"
            value={String(tuning.priceMax ?? "")}
          />
        </label>
        <label class="check">
          <input type="checkbox" name="soldOut" value="1" checked={tuning.soldOut === "1"} /> Sold out, too
        </label>
        <button>Ask again</button>
      </form>
      <h3>The history, newest first</h3>
      {weights.size === 0 ? null : (
        <p class="note">
          The weight says how much a product counts: what is newer and more than a look counts more.
        </p>
      )}
      {past.ok && past.value.length > 0 ? (
        <ol class="past">
          {past.value.slice(0, SHOWN).map(({ type, item, occurredAt }) => (
            <li>
              <b>{type}</b> {itemName(item)}
              <Weight weight={weights.get(item.itemId)} />
              <Led picks={led.get(item.itemId) ?? 0} />
              {occurredAt === undefined ? null : (
                <>
                  {" "}
                  <time datetime={occurredAt}>{occurredAt.slice(0, 16).replace("T", " ")}</time>
                </>
              )}
            </li>
          ))}
        </ol>
      ) : (
        <p class="note">{past.ok ? "Nothing yet." : "It cannot be read right now."}</p>
      )}
    </section>
  );
}

function Weight({ weight }: { weight: number | undefined }) {
  if (weight === undefined) return null;
  return (
    <>
      {" "}
      <span class="weight">{weight === 0 ? "weighs too little" : `weight ${weight.toFixed(3)}`}</span>
    </>
  );
}

function Led({ picks }: { picks: number }) {
  if (picks === 0) return null;
  return <span class="led"> led to {`${picks} ${plural(picks, "pick")}`}</span>;
}

/** For each product of the history, how many of the picks it is a reason of. */
function ledBy({ list }: Picks): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const reasons = list.ok ? list.value.items.flatMap((entry) => entry.reasons) : [];
  for (const { itemId } of reasons)
    if (itemId !== undefined) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
  return counts;
}
