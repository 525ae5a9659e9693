// A bar beside a number: how long it is compared to the longest of its kind.
const SIZE = { width: 100, height: 6 };

interface BarProps {
  readonly value: number;
  /** The value of a whole bar. */
  readonly most: number;
  readonly part: "collaborative" | "content" | "popularity";
}

/** For the eye alone: the number stands beside it. */
export function Bar({ value, most, part }: BarProps) {
  const width = most > 0 ? (Math.max(0, value) / most) * SIZE.width : 0;
  return (
    <svg
      class="score-bar"
      viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class={`part-${part}`} width={width.toFixed(2)} height={SIZE.height} />
    </svg>
  );
}
