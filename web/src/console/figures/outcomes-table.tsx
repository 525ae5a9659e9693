// What lists led to, as a table with intervals.
import type { Money } from "../../view/money.ts";
import { plural } from "../../view/plural.ts";
import type { Outcome } from "./outcomes.ts";
import { type Share, shareOf } from "./share.ts";

/** More rows would be no overview. */
const MAX_ROWS = 40;

interface OutcomesTableProps {
  readonly outcomes: readonly Outcome[];
  /** Of which time they tell, such as "Since the API started". */
  readonly span: string;
  readonly money: Money;
}

export function OutcomesTable({ outcomes, span, money }: OutcomesTableProps) {
  const more = outcomes.length - MAX_ROWS;
  return (
    <section aria-labelledby="lists">
      <h2 id="lists">What the lists led to</h2>
      <p class="note">
        {span}, by the place where they were shown and the model that answered; in brackets the 95 % interval.
        Where two intervals overlap, neither model is shown to be better. Clicks and conversions may be of
        lists that were shown before.
      </p>
      {outcomes.length === 0 ? (
        <p>No list was shown.</p>
      ) : (
        <div class="scroll" tabindex={0} role="region" aria-label="Table of placements and models">
          <table class="outcomes">
            <thead>
              <tr>
                <th scope="col">Placement</th>
                <th scope="col">Model</th>
                {["Lists", "Clicks", "Conversions", "Revenue"].map((name) => (
                  <th scope="col" class="number">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {outcomes.slice(0, MAX_ROWS).map(({ placement, version, track, lists, ...led }) => (
                <tr>
                  <th scope="row">{placement}</th>
                  <td>
                    {version} ({track})
                  </td>
                  <td class="number">{count(lists)}</td>
                  <td class="number">
                    <Part some={led.clicked} all={lists} />
                  </td>
                  <td class="number">
                    <Part some={led.bought} all={lists} />
                  </td>
                  <td class="number">{money.format(led.revenue)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more > 0 ? (
        <p class="note">
          {count(more)} more {plural(more, "row")} with fewer lists.
        </p>
      ) : null}
    </section>
  );
}

const count = (number: number): string => number.toLocaleString("en");

function Part({ some, all }: { some: number; all: number }) {
  // What was clicked may be of a list from before the time that is looked at.
  const share = some > all ? undefined : shareOf(some, all);
  return (
    <>
      {count(some)}
      {share === undefined ? null : <ShareText share={share} />}
    </>
  );
}

const percent = (value: number): string => (value * 100).toFixed(1);

const ShareText = ({ share: { share, low, high } }: { share: Share }) => (
  <span class="share">
    {percent(share)} %{" "}
    <span class="note">
      ({percent(low)}–{percent(high)})
    </span>
  </span>
);
