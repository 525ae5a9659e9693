// The stage: the part of the page that links change in place, below the "For you" row.
import type { Markup } from "../platform/html.ts";

export const STAGE_ID = "stage";

/** What one page shows on the stage. */
export interface Stage {
  readonly title: string;
  readonly content: Markup;
  /** HTTP status; absent means 200. */
  readonly status?: number;
}

/**
 * Attributes of a link that loads `href` into the stage and shows `address` in the address bar. Without scripts it
 * is an ordinary link.
 */
export function stageLink(href: string, address = href) {
  return {
    href,
    "hx-get": href,
    "hx-target": `#${STAGE_ID}`,
    "hx-swap": "innerHTML show:top showTarget:body",
    "hx-push-url": address,
  };
}
