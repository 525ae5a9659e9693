// Why a product is in a list: the reasons, and for who wants to know, how much each part of the score weighs.
import type { Item, RecommendedItem } from "@aisle/client";
import { itemName } from "./item-text.ts";

const PARTS = [
  ["collaborative", "Shoppers like you"],
  ["content", "Alike in kind"],
  ["popularity", "Popular"],
] as const;

const BAR = { width: 100, height: 6 };

interface WhyProps {
  readonly entry: RecommendedItem;
  readonly item: Item;
  /** Unique in the page. */
  readonly id: string;
  /** Whether the scores are shown, too. */
  readonly inside: boolean;
}

/** A button and what it opens above the page: the browser does that by itself, also without scripts. */
export function Why({ entry, item, id, inside }: WhyProps) {
  if (entry.reasons.length === 0 && !inside) return null;
  return (
    <>
      <button type="button" class="why" popovertarget={id} aria-label={`Why this? ${itemName(item)}`}>
        Why this?
      </button>
      <span
        id={id}
        class="reasons"
        popover="auto"
        role="dialog"
        aria-label={`Why ${itemName(item)} is shown`}
      >
        {entry.reasons.map((reason) => (
          <span class="reason">{reason.text}.</span>
        ))}
        {inside ? <ScoreParts entry={entry} /> : null}
        <button type="button" class="close" popovertarget={id} popovertargetaction="hide">
          Close
        </button>
      </span>
    </>
  );
}

/** The three parts as bars, the longest one full, with their numbers. */
function ScoreParts({ entry }: { entry: RecommendedItem }) {
  const longest = Math.max(...PARTS.map(([part]) => entry.scores[part]), Number.MIN_VALUE);
  return (
    <span class="parts">
      <span class="part">
        <span>Score</span> <span class="number">{entry.score.toFixed(3)}</span>
      </span>
      {PARTS.map(([part, label]) => (
        <span class={`part part-${part}`}>
          <span>{label}</span> <span class="number">{entry.scores[part].toFixed(3)}</span>
          <Bar share={entry.scores[part] / longest} />
        </span>
      ))}
    </span>
  );
}

/** A bar as SVG, because the content security policy forbids inline styles. */
function Bar({ share }: { share: number }) {
  const width = Math.max(0, Math.min(1, share)) * BAR.width;
  return (
    <svg
      class="bar-chart"
      viewBox={`0 0 ${BAR.width} ${BAR.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="track" width={BAR.width} height={BAR.height} rx="3" />
      <rect class="fill" width={width.toFixed(1)} height={BAR.height} rx="3" />
    </svg>
  );
}
