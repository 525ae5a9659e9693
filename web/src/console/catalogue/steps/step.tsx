// One step on the way to a list: a line that says what happened, and its numbers beneath, folded without a script.
import type { NamedItem } from "@aisle/client";
import type { Child } from "hono/jsx";
import { itemName } from "../../../layout/item-text.ts";
import { itemPath } from "../../paths.ts";

interface StepProps {
  readonly at: number;
  readonly title: string;
  /** What happened, in a sentence. */
  readonly sum: string;
  readonly isOpen?: boolean;
  readonly children?: Child;
}

export function Step({ at, title, sum, isOpen = false, children }: StepProps) {
  return (
    <details class="step" open={isOpen}>
      <summary>
        <h3>
          {at}. {title}
        </h3>
        <span class="note">{sum}</span>
      </summary>
      {children}
    </details>
  );
}

export const ProductHeader = ({ item }: { item: NamedItem }) => (
  <th scope="row">
    <ProductLink item={item} />
  </th>
);

export const ProductLink = ({ item }: { item: NamedItem }) => (
  <a href={itemPath(item.itemId)}>{itemName(item)}</a>
);

/** Three digits after the point, as many as tell two scores apart. */
export const score = (value: number): string => value.toFixed(3);
