// Why a product is in a list: the reasons, and how much each part of the score weighs.
import type { RecommendedItem } from "@aisle/client";

const PARTS = [
  ["collaborative", "Shoppers like you"],
  ["content", "Alike in kind"],
  ["popularity", "Popular"],
] as const;

const BAR = { width: 100, height: 6 };

/** The three parts as bars, the longest one full, with their numbers. */
export function ScoreParts({ entry }: { entry: RecommendedItem }) {
  const longest = Math.max(...PARTS.map(([part]) => entry.scores[part]), Number.MIN_VALUE);
  return (
    <details class="why">
      <summary>Why this?</summary>
      {entry.reasons.length > 1 ? (
        <ul class="reasons">
          {entry.reasons.slice(1).map((reason) => (
            <li>{reason.text}</li>
          ))}
        </ul>
      ) : null}
      <dl class="parts">
        {PARTS.map(([part, label]) => (
          <div class={`part part-${part}`}>
            <dt>{label}</dt>
            <dd>{entry.scores[part].toFixed(3)}</dd>
            <Bar share={entry.scores[part] / longest} />
          </div>
        ))}
      </dl>
    </details>
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
