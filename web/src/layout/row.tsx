// A titled row of recommended products, or the trouble in its place.
import type { Recommendations } from "@aisle/client";
import type { Answer } from "../platform/ask.ts";
import type { View } from "../view/view.ts";
import { Card } from "./card.tsx";
import { retried, TroubleWords } from "./trouble.tsx";

interface RowProps {
  /** The element's id, unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly list: Answer<Recommendations>;
  readonly view: View;
  /** Gives the row anew, alone. */
  readonly url: string;
}

/** An empty list leaves an empty place: a heading over nothing helps nobody. */
export function Row({ id, title, list, view, url }: RowProps) {
  if (list.ok && list.value.items.length === 0) return <div id={id} />;
  return (
    <section
      id={id}
      class="row"
      aria-labelledby={`${id}-title`}
      {...(list.ok ? {} : retried(list.trouble, url))}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      {list.ok ? <Cards list={list.value} row={id} view={view} /> : <TroubleWords trouble={list.trouble} />}
    </section>
  );
}

interface CardsProps {
  readonly list: Recommendations;
  /** The row's id. */
  readonly row: string;
  readonly view: View;
  /** Products that are marked as new in the list. */
  readonly fresh?: ReadonlySet<string>;
}

export function Cards({ list, row, view, fresh }: CardsProps) {
  return (
    <ul class="cards" role="list">
      {list.items.map((entry, at) => (
        <Card
          item={entry.item ?? { itemId: entry.itemId }}
          view={view}
          rec={list.recommendationId}
          entry={entry}
          whyId={`${row}-why-${at}`}
          fresh={fresh?.has(entry.itemId) ?? false}
        />
      ))}
    </ul>
  );
}

/** The ids of a list's products; none while it is in trouble. */
export const listed = (list: Answer<Recommendations>): string[] =>
  list.ok ? list.value.items.map(({ itemId }) => itemId) : [];
