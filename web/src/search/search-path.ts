// The address of a search.

export interface SearchTerms {
  readonly q?: string | undefined;
  readonly category?: string | undefined;
  readonly brand?: string | undefined;
  /** Where the page before ended. */
  readonly after?: string | undefined;
}

export function searchPath(terms: SearchTerms): string {
  const given = Object.entries(terms).filter(([, value]) => value !== undefined && value !== "");
  return `/search?${new URLSearchParams(given).toString()}`;
}
