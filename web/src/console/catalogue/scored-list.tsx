// A list as shoppers get it, with what each product's score is made of and the first reason.
import type { PreviewedList, RecommendedItem } from "@aisle/client";
import { itemName } from "../../layout/item-text.ts";
import { ProductPicture } from "../../pictures/product-picture.tsx";
import type { View } from "../../view/view.ts";
import type { Told } from "../ask.ts";
import { itemPath } from "../paths.ts";

const PARTS = [
  ["collaborative", "taken by the same customers"],
  ["content", "alike"],
  ["popularity", "popular"],
] as const;

const BAR = { width: 100, height: 6 };

interface ScoredListProps {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly list: Told<PreviewedList>;
  readonly view: View;
}

export function ScoredList({ id, title, list, view }: ScoredListProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {list.ok ? <Entries list={list.value} view={view} /> : <p class="warning">{list.trouble.text}</p>}
    </section>
  );
}

function Entries({
  list: { items, filtered, strategy, warnings = [] },
  view,
}: {
  list: PreviewedList;
  view: View;
}) {
  const longest = Math.max(Number.MIN_VALUE, ...items.map(lengthOf));
  return (
    <>
      <p class="note">
        Made as “{strategy}”; {filtered} candidates left out by rules and stock.
      </p>
      {warnings.map((warning) => (
        <p class="warning">{warning}</p>
      ))}
      {items.length === 0 ? <p>Nothing to show.</p> : <Legend />}
      <ol class="entries">
        {items.map((entry) => (
          <Entry entry={entry} longest={longest} view={view} />
        ))}
      </ol>
    </>
  );
}

const Legend = () => (
  <p class="legend note">
    {PARTS.map(([part, words]) => (
      <span>
        <span class={`dot dot-${part}`}></span> {words}
      </span>
    ))}
  </p>
);

interface EntryProps {
  readonly entry: RecommendedItem;
  /** The length of the longest bar of the list. */
  readonly longest: number;
  readonly view: View;
}

function Entry({ entry, longest, view }: EntryProps) {
  const { itemId, item = { itemId }, score, scores, reasons, fill } = entry;
  const numbers = PARTS.map(([part, words]) => `${words} ${scores[part].toFixed(3)}`).join(", ");
  return (
    <li>
      <ProductPicture item={item} view={view} />
      <span class="entry">
        <a href={itemPath(itemId)}>{itemName(item)}</a>
        <span class="note">{fill ? "Fills the list up: popular" : (reasons[0]?.text ?? itemId)}</span>
        <Bar entry={entry} longest={longest} words={numbers} />
      </span>
      <span class="score" title={numbers}>
        {score.toFixed(3)}
      </span>
    </li>
  );
}

const positive = (value: number): number => Math.max(0, value);
const lengthOf = ({ scores }: RecommendedItem): number =>
  PARTS.reduce((sum, [part]) => sum + positive(scores[part]), 0);

function Bar({ entry, longest, words }: { entry: RecommendedItem; longest: number; words: string }) {
  let left = 0;
  return (
    <svg
      class="score-bar"
      viewBox={`0 0 ${BAR.width} ${BAR.height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words}
    >
      {PARTS.map(([part]) => {
        const x = left;
        const width = (positive(entry.scores[part]) / longest) * BAR.width;
        left += width;
        return <rect class={`part-${part}`} x={x.toFixed(2)} width={width.toFixed(2)} height={BAR.height} />;
      })}
    </svg>
  );
}
