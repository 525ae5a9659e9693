// A drawing in place of a product's photograph: its colours say the category, its shapes the product.
import type { Item } from "@aisle/client";
import { itemName } from "./item-text.ts";

/** An inline SVG that is always the same for the same product; decorative, so hidden from screen readers. */
export function Art({ item }: { item: Item }) {
  const category = hash(item.categories?.at(-1) ?? item.brand ?? "");
  const product = hash(item.itemId);
  const hue = category % 360;
  const far = (hue + 35 + (category % 50)) % 360;
  const turn = product % 360;
  const size = 34 + (product % 23);
  return (
    <svg class="art" viewBox="0 0 160 120" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect width="160" height="120" fill={`hsl(${hue} 42% 82%)`} />
      <g transform={`rotate(${turn} 80 60)`}>
        <circle cx={44 + (product % 17)} cy="34" r={size} fill={`hsl(${far} 48% 70%)`} opacity="0.75" />
        <rect
          x="84"
          y="52"
          width={size * 1.5}
          height={size}
          rx="12"
          fill={`hsl(${hue} 46% 58%)`}
          opacity="0.6"
        />
      </g>
      <text x="80" y="74" text-anchor="middle" fill={`hsl(${hue} 60% 18%)`}>
        {initials(itemName(item))}
      </text>
    </svg>
  );
}

/** Up to two letters or digits that begin the name's words. */
function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .slice(0, 2)
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? 0))
    .join("")
    .toUpperCase();
}

/** 32-bit FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x81_1c_9d_c5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01_00_01_93);
  return value >>> 0;
}
