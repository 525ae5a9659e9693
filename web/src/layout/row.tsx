// A titled row of recommended products, or the trouble in its place.
import type { Recommendations } from "@aisle/client";
import type { Answer } from "../platform/ask.ts";
import { Card } from "./card.tsx";
import { retried, TroubleWords } from "./trouble.tsx";

interface RowProps {
  /** The element's id, unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly list: Answer<Recommendations>;
  /** Gives the row anew, alone. */
  readonly url: string;
}

/** An empty list leaves an empty place: a heading over nothing helps nobody. */
export function Row({ id, title, list, url }: RowProps) {
  if (list.ok && list.value.items.length === 0) return <div id={id} />;
  return (
    <section
      id={id}
      class="row"
      aria-labelledby={`${id}-title`}
      {...(list.ok ? {} : retried(list.trouble, url))}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      {list.ok ? <Cards list={list.value} /> : <TroubleWords trouble={list.trouble} />}
    </section>
  );
}

/** The list's products; those in `fresh` are marked as new in it. */
export function Cards({ list, fresh }: { list: Recommendations; fresh?: ReadonlySet<string> }) {
  return (
    <ul class="cards" role="list">
      {list.items.map((entry) => (
        <Card
          item={entry.item ?? { itemId: entry.itemId }}
          rec={list.recommendationId}
          entry={entry}
          fresh={fresh?.has(entry.itemId) ?? false}
        />
      ))}
    </ul>
  );
}
