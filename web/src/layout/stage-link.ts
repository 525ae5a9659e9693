// Links that change the page's stage in place and leave the "For you" row above it where it is.

/** Where the pages differ: everything below the "For you" row. */
export const STAGE_ID = "stage";

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
